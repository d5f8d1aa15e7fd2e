import { startKeys, findAnywhere } from "./keys.js";
import { startLive } from "./live.js";
import { Chime } from "./chime.js";

const chime = new Chime();
const bar = document.getElementById("sound");
const turn = document.getElementById("sound-switch");
const quiet = document.getElementById("sound-quiet");
const seen = new Set();

const open = () => [...document.querySelectorAll("[data-case]")].map((card) => card.dataset.case);

function listen() {
  const calling = open().some((id) => !seen.has(id));
  quiet.hidden = !(calling && chime.on);
  chime.ring(calling);
}

function show() {
  turn.setAttribute("aria-pressed", String(chime.on));
  const words = turn.querySelector("span");
  words.textContent = chime.on ? words.dataset.on : words.dataset.off;
  listen();
}

turn.addEventListener("click", async () => { await chime.toggle(); show(); });
quiet.addEventListener("click", () => { open().forEach((id) => seen.add(id)); listen(); turn.focus(); });
bar.hidden = false;

// Keys act on the case that has the focus, else on the oldest.
startKeys((letter) => findAnywhere(letter, document.activeElement?.closest?.("[data-case]") ?? document.querySelector("[data-case]") ?? document));
startLive(listen);
