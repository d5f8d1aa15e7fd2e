// Messages to this phone when its number is called, also while it is locked. Asked for by a touch and by nothing else,
// and offered only where the browser can do it: on an https page (or localhost), with Push and Notification.

const box = document.getElementById("phone-messages");
const button = document.getElementById("push");
const refused = document.getElementById("push-refused");
const trouble = document.getElementById("push-trouble");
const MEMORY = "antre.push"; // of the last tickets: the path of each page, and what this phone is called there
const REMEMBERED = 5;
const able = isSecureContext && "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

function bytesOf(base64url) {
  const text = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

/** Returns this phone's subscription, made anew where it is of another server's key. */
async function subscription(registration) {
  const key = bytesOf(button.dataset.key);
  const before = await registration.pushManager.getSubscription();
  const known = before && new Uint8Array(before.options.applicationServerKey ?? []);
  if (known && known.length === key.length && known.every((byte, nth) => byte === key[nth])) return before;
  await before?.unsubscribe();
  return registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

async function tell(method, body) {
  const address = `${location.pathname}/push?lang=${document.documentElement.lang}`;
  const headers = { "Content-Type": "application/json", Accept: "application/json" };
  const answer = await fetch(address, { method, headers, body: JSON.stringify(body), credentials: "omit" });
  if (answer.ok) return;
  const { words } = (await answer.json()).error;
  throw new Refusal(words[document.documentElement.lang] ?? words.en);
}

/** What the server said, in words for a person. */
class Refusal extends Error {}

async function switchOn() {
  if (await Notification.requestPermission() !== "granted") return;
  await navigator.serviceWorker.register(button.dataset.worker);
  const mine = await subscription(await navigator.serviceWorker.ready);
  await tell("POST", mine.toJSON());
  note(mine.endpoint);
}

async function switchOff() {
  await tell("DELETE", { endpoint: noted() });
  note(null);
}

function remembered() {
  return JSON.parse(localStorage.getItem(MEMORY) ?? "[]");
}

function noted() {
  return remembered().find(([path]) => path === location.pathname)?.[1];
}

function note(endpoint) {
  const others = remembered().filter(([path]) => path !== location.pathname);
  const mine = endpoint ? [[location.pathname, endpoint]] : [];
  localStorage.setItem(MEMORY, JSON.stringify([...mine, ...others].slice(0, REMEMBERED)));
}

function isOn() {
  return Notification.permission === "granted" && noted() !== undefined;
}

function show(said = "") {
  const denied = Notification.permission === "denied";
  const on = isOn();
  button.hidden = denied;
  refused.hidden = !denied;
  button.setAttribute("aria-pressed", String(on));
  for (const state of ["on", "off"]) button.querySelector(`.push-${state}`).hidden = (state === "on") !== on;
  trouble.textContent = said;
  trouble.hidden = !said;
}

async function touched() {
  button.disabled = true;
  try {
    await (isOn() ? switchOff() : switchOn());
    show();
  } catch (error) {
    show(error instanceof Refusal ? error.message : trouble.dataset.words);
  }
  button.disabled = false;
}

if (able) {
  box.hidden = false;
  button.addEventListener("click", touched);
  show();
}
