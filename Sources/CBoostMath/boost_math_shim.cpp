#include "boost_math_shim.h"

#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/non_central_t.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>

namespace {

namespace bmp = boost::math::policies;

// Errors become NaN or infinity; nothing throws, nothing touches errno, nothing is promoted.
using Quiet = bmp::policy<
    bmp::domain_error<bmp::ignore_error>, bmp::pole_error<bmp::ignore_error>, bmp::overflow_error<bmp::ignore_error>,
    bmp::underflow_error<bmp::ignore_error>, bmp::denorm_error<bmp::ignore_error>,
    bmp::rounding_error<bmp::ignore_error>, bmp::evaluation_error<bmp::ignore_error>,
    bmp::indeterminate_result_error<bmp::ignore_error>, bmp::promote_float<false>, bmp::promote_double<false>>;

const Quiet quiet;

using StudentT = boost::math::students_t_distribution<double, Quiet>;
using NoncentralT = boost::math::non_central_t_distribution<double, Quiet>;
using FisherF = boost::math::fisher_f_distribution<double, Quiet>;

}  // namespace

// `noexcept` is the last line of defence: an exception could only be a defect of the policy above, and must not unwind
// into Swift frames.
extern "C" {

double boost_erfc(double x) noexcept { return boost::math::erfc(x, quiet); }
double boost_erfc_inverse(double q) noexcept { return boost::math::erfc_inv(q, quiet); }

double boost_log_gamma(double x) noexcept { return boost::math::lgamma(x, quiet); }
double boost_gamma_delta_ratio(double a, double delta) noexcept {
  return boost::math::tgamma_delta_ratio(a, delta, quiet);
}

double boost_beta_lower(double a, double b, double x) noexcept { return boost::math::ibeta(a, b, x, quiet); }
double boost_beta_upper(double a, double b, double x) noexcept { return boost::math::ibetac(a, b, x, quiet); }
double boost_beta_lower_inverse(double a, double b, double p) noexcept {
  return boost::math::ibeta_inv(a, b, p, quiet);
}
double boost_beta_upper_inverse(double a, double b, double q) noexcept {
  return boost::math::ibetac_inv(a, b, q, quiet);
}

double boost_gamma_lower(double a, double x) noexcept { return boost::math::gamma_p(a, x, quiet); }
double boost_gamma_upper(double a, double x) noexcept { return boost::math::gamma_q(a, x, quiet); }
double boost_gamma_lower_inverse(double a, double p) noexcept { return boost::math::gamma_p_inv(a, p, quiet); }
double boost_gamma_upper_inverse(double a, double q) noexcept { return boost::math::gamma_q_inv(a, q, quiet); }

double boost_student_t_survival(double degrees_of_freedom, double t) noexcept {
  return cdf(boost::math::complement(StudentT(degrees_of_freedom), t));
}
double boost_student_t_quantile(double degrees_of_freedom, double p) noexcept {
  return quantile(StudentT(degrees_of_freedom), p);
}

double boost_noncentral_t_cumulative(double degrees_of_freedom, double noncentrality, double t) noexcept {
  return cdf(NoncentralT(degrees_of_freedom, noncentrality), t);
}
double boost_noncentral_t_survival(double degrees_of_freedom, double noncentrality, double t) noexcept {
  return cdf(boost::math::complement(NoncentralT(degrees_of_freedom, noncentrality), t));
}
double boost_noncentral_t_density(double degrees_of_freedom, double noncentrality, double t) noexcept {
  return pdf(NoncentralT(degrees_of_freedom, noncentrality), t);
}

double boost_fisher_f_quantile(double numerator, double denominator, double p) noexcept {
  return quantile(FisherF(numerator, denominator), p);
}
double boost_fisher_f_upper_quantile(double numerator, double denominator, double q) noexcept {
  return quantile(boost::math::complement(FisherF(numerator, denominator), q));
}

}  // extern "C"
