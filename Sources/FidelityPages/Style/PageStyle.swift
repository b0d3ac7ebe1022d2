/// The style sheet of pages, for screens of any width, both themes, and paper.
enum PageStyle {
  static let css = """
    :root{color-scheme:light dark;--ink:#1b1f24;--soft:#4d5660;--paper:#fff;--tint:#f2f5f8;--line:#c3cbd3;\
    --link:#0b4f9e;--mark:#0b4f9e}
    @media(prefers-color-scheme:dark){:root{--ink:#e8ecf0;--soft:#b3bdc7;--paper:#14181c;--tint:#1e242a;\
    --line:#45505b;--link:#8fc1ff;--mark:#8fc1ff}}
    *{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
    body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.55 system-ui,"Segoe UI","Noto Sans",\
    "Liberation Sans",sans-serif}
    body>header,main,footer{max-width:66rem;margin:0 auto;padding:1rem clamp(1rem,4vw,2.5rem)}
    main:focus{outline:none}
    h1{font-size:clamp(1.6rem,1.1rem + 2vw,2.4rem);line-height:1.2;margin:.6rem 0 .2rem;overflow-wrap:anywhere}
    h2{font-size:clamp(1.25rem,1rem + 1vw,1.6rem);line-height:1.25;margin:2.6rem 0 .6rem;padding-top:.6rem;\
    border-top:2px solid var(--line)}
    h3{font-size:1.15rem;margin:1.8rem 0 .4rem;overflow-wrap:anywhere}
    h4{font-size:1rem;margin:1.2rem 0 .3rem}
    p,li,dd{max-width:46rem;overflow-wrap:anywhere}
    p{margin:.5rem 0}
    a{color:var(--link)}
    :focus-visible{outline:3px solid var(--mark);outline-offset:2px}
    .skip{position:absolute;inset-inline-start:-99rem}
    .skip:focus{position:static;display:inline-block;padding:.5rem 1rem}
    .logo{max-height:4rem;max-width:14rem}
    .made,.rules,.missing,footer{color:var(--soft)}
    .rules,footer{font-size:.9rem}
    nav ol{columns:18rem 3;padding-inline-start:1.4rem;margin:1rem 0 0}
    nav li{padding:.2rem 0;break-inside:avoid}
    .finding{background:var(--tint);border-inline-start:6px solid var(--mark);padding:.6rem 1.2rem;margin:1rem 0}
    .finding p{font-size:1.12rem;margin:.6rem 0}
    .missing{border:1px dashed var(--line);padding:.6rem 1rem}
    .scroll{overflow-x:auto;margin:1.2rem 0;max-width:100%}
    table{border-collapse:collapse;font-size:.95rem;font-variant-numeric:tabular-nums}
    caption{text-align:start;font-weight:600;padding:0 0 .4rem;max-width:calc(100vw - 3rem)}
    th,td{text-align:start;vertical-align:top;padding:.3rem .8rem .3rem 0;border-bottom:1px solid var(--line);\
    font-weight:400;overflow-wrap:anywhere;min-width:7rem;max-width:24rem}
    th[scope=row]{min-width:8.5rem}
    thead th{font-weight:600;border-bottom:2px solid var(--line);vertical-align:bottom;overflow-wrap:normal}
    .n{text-align:right;white-space:nowrap;direction:ltr;unicode-bidi:isolate;min-width:0}
    thead .n{white-space:normal}
    figure{margin:1.6rem 0;break-inside:avoid}
    .picture{max-width:46rem}
    .picture svg{display:block;width:100%;height:auto}
    figcaption{margin-top:.4rem}
    details{margin:.5rem 0}
    summary{cursor:pointer;color:var(--link);padding:.2rem 0}
    dt{font-weight:600;margin-top:.8rem}
    dd{margin:0}
    th button{all:unset;cursor:pointer;font-weight:600;text-decoration:underline dotted}
    th button:focus-visible{outline:3px solid var(--mark)}
    th[aria-sort=ascending] button::after{content:" \\2191"}
    th[aria-sort=descending] button::after{content:" \\2193"}
    .filter{display:block;margin:0 0 .6rem;font-size:.95rem}
    .filter input{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--soft);padding:.3rem .5rem;\
    margin-inline-start:.5rem;max-width:12rem}
    @page{margin:16mm}
    @media print{:root{color-scheme:light;--ink:#000;--soft:#333;--paper:#fff;--tint:#fff;--line:#999;--link:#000;\
    --mark:#000}
    body{font-size:10pt}
    body>header,main,footer{max-width:none;padding:0}
    nav,.skip,.filter,details{display:none}
    .scroll{overflow:visible}
    table{font-size:8.5pt;width:100%}
    th,td,th[scope=row]{padding-inline-end:.5rem;min-width:0}
    h2,h3,h4,caption{break-after:avoid}
    tr,li,.finding{break-inside:avoid}
    thead{display:table-header-group}th button{display:contents}
    tbody tr:first-child{break-before:avoid}
    .picture{max-width:150mm}.picture svg{max-height:215mm}
    a{text-decoration:none}}

    """
}
