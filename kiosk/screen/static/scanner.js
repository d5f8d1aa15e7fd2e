// Tells a scanner, which types like a keyboard, from a person. Pure: keys and times in, what they were out.

const CHARSETS = { digits: /^[0-9]+$/, alphanumeric: /^[A-Za-z0-9-]+$/ };
const MOST_HELD = 100;

/** Nothing is held back. */
export const REST = Object.freeze({ text: "", at: 0 });

/** Take a key at a time in milliseconds. `held` waits for the next key; `given` has what is known by now. */
export function take(held, key, at, rules) {
  const over = held.text !== "" && at - held.at > rules.max_gap_ms;
  const given = over ? settle(held, rules) : {};
  const before = over ? REST : held;
  if (key === rules.suffix && before.text) return { held: REST, given: { ...given, ...codeIn(before.text, rules) } };
  if (key.length !== 1) return { held: before, given };
  return { held: { text: (before.text + key).slice(0, MOST_HELD), at }, given };
}

/** Nothing more came: one key was a person's, a whole burst without an end is a code only where no end is expected. */
export function settle(held, rules) {
  if (held.text.length === 1) return { key: held.text };
  return rules.suffix === "" ? codeIn(held.text, rules) : {};
}

/** The code in a scanner's keys, or nothing where they do not fit. */
export function codeIn(text, rules) {
  if (!text.startsWith(rules.prefix)) return {};
  const code = text.slice(rules.prefix.length);
  const fits = code.length >= rules.min_length && code.length <= rules.max_length && CHARSETS[rules.charset].test(code);
  return fits ? { code } : {};
}
