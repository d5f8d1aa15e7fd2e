// Texts in several languages: the visitor's language first and large, one other beside it.

export const language = { first: "id", second: "en" };

const known = JSON.parse(document.documentElement.dataset.languages);

/** What a language calls itself. */
export const ownName = (code) => known[code]?.name ?? code;

/** Which way a language is written. */
export const direction = (code) => known[code]?.dir ?? "auto";

/** Choose the two languages that stand on the page. */
export function speak(first, languages) {
  language.first = first;
  language.second = first === "en" ? languages[0] : "en";
  document.documentElement.lang = first;
  document.documentElement.dir = direction(first);
  arrange(document);
}

/** Put the visitor's language first in every text under a root. */
export function arrange(root) {
  for (const text of root.querySelectorAll(".words")) {
    const spans = [...text.children].filter((child) => child.lang);
    const first = spans.find((span) => span.lang === language.first) ?? spans[0];
    const second = spans.find((span) => span.lang === language.second);
    for (const span of spans) {
      span.hidden = span !== first && span !== second;
      span.className = span === first ? "first" : "second";
    }
    if (first && text.firstElementChild !== first) text.prepend(first);
  }
}

/** Fill an element with words from the kiosk: an object of texts by language. */
export function setWords(element, words) {
  const key = JSON.stringify(words);
  if (element.dataset.key === key + language.first) return;
  element.dataset.key = key + language.first;
  const code = language.first in words ? language.first : (Object.keys(words)[0] ?? language.first);
  const first = words[code] ?? "";
  const second = words[language.second] ?? "";
  element.replaceChildren(span(code, "first", first));
  if (second && second !== first) element.append(span(language.second, "second", second));
}

/** Make an element with a class and, if given, a text. */
export function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

/** Make an element filled with words. */
export function makeWords(tag, className, words) {
  const element = make(tag, `${className} words`);
  setWords(element, words);
  return element;
}

function span(lang, className, text) {
  const element = make("span", className, text);
  element.lang = lang;
  element.dir = direction(lang);
  return element;
}
