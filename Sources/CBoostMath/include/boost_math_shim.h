#ifndef FIDELITY_BOOST_MATH_SHIM_H
#define FIDELITY_BOOST_MATH_SHIM_H

// The few special functions of Boost.Math that FidelityProbability stands on, as plain C.
//
// Every function is pure, thread-safe and never throws or aborts: outside its domain it returns NaN, on overflow
// infinity. All work is done in double: promotion to long double is ten times slower on x86, and does not exist on
// processors whose long double is a double.

#ifdef __cplusplus
#define FIDELITY_NEVER_THROWS noexcept
extern "C" {
#else
#define FIDELITY_NEVER_THROWS
#endif

/// The complementary error function erfc(x) = 2/sqrt(pi) int_x^inf exp(-s^2) ds, and its inverse for 0 <= q <= 2.
double boost_erfc(double x) FIDELITY_NEVER_THROWS;
double boost_erfc_inverse(double q) FIDELITY_NEVER_THROWS;

/// log |Gamma(x)|, without the global sign variable of the C library.
double boost_log_gamma(double x) FIDELITY_NEVER_THROWS;

/// Gamma(a) / Gamma(a + delta), accurate where both overflow.
double boost_gamma_delta_ratio(double a, double delta) FIDELITY_NEVER_THROWS;

/// The regularised incomplete beta function I_x(a, b) and its complement 1 - I_x(a, b).
double boost_beta_lower(double a, double b, double x) FIDELITY_NEVER_THROWS;
double boost_beta_upper(double a, double b, double x) FIDELITY_NEVER_THROWS;

/// The x with I_x(a, b) = p, and the x with 1 - I_x(a, b) = q.
double boost_beta_lower_inverse(double a, double b, double p) FIDELITY_NEVER_THROWS;
double boost_beta_upper_inverse(double a, double b, double q) FIDELITY_NEVER_THROWS;

/// The regularised incomplete gamma functions P(a, x) and Q(a, x) = 1 - P(a, x).
double boost_gamma_lower(double a, double x) FIDELITY_NEVER_THROWS;
double boost_gamma_upper(double a, double x) FIDELITY_NEVER_THROWS;

/// The x with P(a, x) = p, and the x with Q(a, x) = q.
double boost_gamma_lower_inverse(double a, double p) FIDELITY_NEVER_THROWS;
double boost_gamma_upper_inverse(double a, double q) FIDELITY_NEVER_THROWS;

/// P(T > t) of Student's t, and the t with P(T <= t) = p.
double boost_student_t_survival(double degrees_of_freedom, double t) FIDELITY_NEVER_THROWS;
double boost_student_t_quantile(double degrees_of_freedom, double p) FIDELITY_NEVER_THROWS;

/// P(T <= t) and P(T > t) of the noncentral t distribution, and its density.
double boost_noncentral_t_cumulative(double degrees_of_freedom, double noncentrality, double t) FIDELITY_NEVER_THROWS;
double boost_noncentral_t_survival(double degrees_of_freedom, double noncentrality, double t) FIDELITY_NEVER_THROWS;
double boost_noncentral_t_density(double degrees_of_freedom, double noncentrality, double t) FIDELITY_NEVER_THROWS;

/// The f with P(F <= f) = p, and the f with P(F > f) = q.
double boost_fisher_f_quantile(double numerator, double denominator, double p) FIDELITY_NEVER_THROWS;
double boost_fisher_f_upper_quantile(double numerator, double denominator, double q) FIDELITY_NEVER_THROWS;

#ifdef __cplusplus
}
#endif

#endif
