// One clear answer to each action, for eyes and ears. What went wrong stays until the next answer.

const place = document.getElementById("notes");
let timer = 0;

export function say(kind, text) {
  clearTimeout(timer);
  const note = document.createElement("p");
  note.className = `feedback ${kind}`;
  note.textContent = text;
  place.replaceChildren(note);
  if (kind === "done") timer = setTimeout(() => note.remove(), 6_000);
}
