// Letters as large as their place allows: the longest names decide, and nothing is ever cut off or scrolled.

const STEPS = [0.6, 0.66, 0.72, 0.8, 0.88, 0.94, 1, 1.08, 1.16, 1.25, 1.36, 1.5, 1.65, 1.8, 2, 2.2];
const MOST = { usual: 1.36, contrast: 2.2 };

/** Size the letters of every part that stands on the page. */
export function fitAll(contrast) {
  const most = contrast ? MOST.contrast : MOST.usual;
  for (const part of document.querySelectorAll(".fit")) if (part.checkVisibility()) fit(part, most);
}

function fit(part, most) {
  let low = 0;
  let high = STEPS.findLastIndex((step) => step <= most);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    part.style.setProperty("--fit", String(STEPS[middle]));
    if (fits(part)) low = middle;
    else high = middle - 1;
  }
  part.style.setProperty("--fit", String(STEPS[low]));
}

// A tight line is lower than its letters: of words only the width is asked, of what holds them both.
function fits(part) {
  const wide = (one) => one.scrollWidth > one.clientWidth + 1;
  const high = (one) => one.scrollHeight > one.clientHeight + 1;
  return ![part, ...part.querySelectorAll(".box")].some((box) => wide(box) || high(box)) && ![...part.querySelectorAll(".box .words")].some(wide);
}
