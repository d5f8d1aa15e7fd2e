// One clear answer to each action, for eyes and ears. What went wrong stays until the next answer;
// a word about a key that came too early ("wait") stands beside the answer.

const place = document.getElementById("notes");
const KEPT_MS = 6_000;

export function say(kind, text) {
  const note = document.createElement("p");
  note.className = `feedback ${kind}`;
  note.textContent = text;
  for (const old of [...place.children]) if (old.matches(".wait") === (kind === "wait")) old.remove();
  place.append(note);
  if (kind !== "refused") setTimeout(() => note.remove(), KEPT_MS);
}
