// Shows the lines of the ticket on paper while they are written; without this file the button does it.

const PAUSE_MS = 400;
const form = document.getElementById("ticket");
const papers = document.getElementById("papers");
let turn = 0;

async function show() {
  const mine = ++turn;
  const fields = new URLSearchParams(new FormData(form));
  fields.delete("csrf_token");
  try {
    const answer = await fetch(`${form.dataset.preview}?${fields}`, { headers: { "X-Fragment": "1" } });
    const html = await answer.text();
    if (answer.ok && mine === turn) papers.innerHTML = html;
  } catch { /* the picture before stays; the button still works */ }
}

let timer = 0;
form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(show, PAUSE_MS);
});
