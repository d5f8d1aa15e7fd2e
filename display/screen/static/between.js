// What the wall does between the calls: the notice whose turn it is, the pictures of the quiet times, care for its screen.

const notice = document.getElementById("notice");
const media = document.getElementById("media");
let wanted = "";

/** Draws the line anew only when another notice has its turn, so that nothing moves in between. */
export function drawNotice(next) {
  notice.hidden = next === null;
  if (next === null || (notice.dataset.key === next.key && notice.textContent === next.text)) return;
  const line = document.createElement("span");
  line.lang = next.language;
  line.textContent = next.text;
  notice.dataset.key = next.key;
  notice.replaceChildren(line);
}

/** Shows a picture once it can be drawn whole; a call takes its place at once. */
export async function drawMedia(name) {
  document.body.dataset.media = name !== "";
  media.hidden = name === "";
  if (name === wanted) return;
  wanted = name;
  if (name === "") {
    for (const image of media.children) hide(image);
    return;
  }
  const next = media.querySelector("img:not(.shown)");
  next.src = `/media/${name}`;
  try {
    await next.decode();
  } catch {
    return; // it was taken from the folder meanwhile, or another one is wanted: the one before stays
  }
  if (name !== wanted) return;
  for (const image of media.children) image.classList.toggle("shown", image === next);
}

/** A picture that is not shown needs no memory. */
function hide(image) {
  image.classList.remove("shown");
  image.removeAttribute("src");
}

/** Moves the page within the screen by whole steps, and darkens it. */
export function drawCare([right, down], dim) {
  document.body.style.setProperty("--shift-x", right);
  document.body.style.setProperty("--shift-y", down);
  document.body.dataset.dim = dim;
}
