// The wall: draws each picture that the local program sends. Nothing is decided here.

import { drawCare, drawMedia, drawNotice } from "./between.js";
import { play, soundBlocked } from "./sound.js";
import { startClock, tellTime, formatTime, setTimezone } from "./clock.js";

const SILENT_AFTER_MS = 10_000;
const RECONNECT_MS = 2_000;

const languages = document.documentElement.dataset.languages.split(" ");
const directions = document.documentElement.dataset.directions.split(" ");
const byId = (id) => document.getElementById(id);
let sounded = null;
let heardAt = performance.now();
let picture = null;

function connect() {
  const source = new EventSource("/events");
  source.addEventListener("hello", (event) => sameProgram(JSON.parse(event.data)));
  source.addEventListener("wall", (event) => draw(JSON.parse(event.data)));
  source.addEventListener("look", (event) => look(JSON.parse(event.data)));
  source.addEventListener("beat", (event) => beat(JSON.parse(event.data)));
  source.addEventListener("error", () => {
    // After an answer other than 200 a browser gives up for good: begin again ourselves.
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, RECONNECT_MS);
  });
}

/** The office's own colour and logo; another version has another address. */
function look({ version, logo }) {
  byId("look").href = `/look.css?v=${version}`;
  byId("logo").hidden = !logo;
  if (logo) byId("logo").src = `/logo.png?v=${version}`;
}

/** A page of an earlier run of the program may be of an earlier version. */
function sameProgram(instance) {
  if (instance !== document.documentElement.dataset.instance) location.reload();
}

function beat(serverNow) {
  heardAt = performance.now();
  if (serverNow !== null) tellTime(new Date(serverNow));
  showFreshness();
}

function draw(next) {
  heardAt = performance.now();
  if (next === null) return;
  picture = next;
  setTimezone(next.timezone);
  byId("office").textContent = next.office_name;
  byId("simulated").hidden = !next.simulated;
  byId("unknown").hidden = next.unknown.length === 0;
  drawCalls(byId("current"), next.current);
  drawCalls(byId("recent"), next.recent);
  byId("closed").hidden = next.open;
  setWords(byId("opens"), next.opens);
  document.body.dataset.open = next.open;
  byId("quiet").hidden = !next.open || next.current.length > 0;
  document.body.dataset.calls = next.media === "" ? next.current.length : "media";
  document.body.dataset.listed = next.recent.length > 0;
  fitList(byId("recent"), next);
  drawServices(next.services);
  drawCaption(next.caption);
  drawNotice(next.notice);
  drawMedia(next.media);
  drawCare(next.shift, next.dim);
  sound(next);
  showFreshness();
}

/** More calls than rows become smaller, none is left out; beyond twice the rows two columns are the larger ones. */
function fitList(list, { recent, rows, stale }) {
  list.style.setProperty("--rows", rows);
  list.style.setProperty("--shown", Math.max(rows, recent.length));
  list.dataset.crowded = recent.length > 2 * rows;
  list.dataset.short = stale;
}

/** Keeps the element of a call that stays, so that only a new call moves. */
function drawCalls(list, calls) {
  const there = new Map([...list.children].map((item) => [item.dataset.key, item]));
  const items = calls.map((call) => fillCall(there.get(call.key) ?? clone("call"), call));
  for (const item of [...list.children]) if (!items.includes(item)) item.remove();
  items.forEach((item, place) => {
    // An element that is moved begins its animation anew: touch only those that are not in place.
    if (list.children[place] !== item) list.insertBefore(item, list.children[place] ?? null);
  });
}

function fillCall(item, call) {
  item.dataset.key = call.key;
  item.dataset.fresh = call.fresh;
  item.dataset.serving = call.serving;
  setText(item, ".number", call.number);
  fillCounter(item.querySelector(".counter"), call.counter);
  setWords(item.querySelector(".recall"), call.recall);
  setWords(item.querySelector(".service"), call.services);
  return item;
}

function fillCounter(place, name) {
  place.textContent = name;
  place.dataset.long = name.length > 7 ? "words" : name.length > 2;
  place.style.setProperty("--letters", Math.max(...name.split(" ").map((word) => word.length)));
}

function drawServices(services) {
  const cards = services.map((service) => {
    const card = clone("service");
    setWords(card.querySelector(".names"), service.names);
    setText(card, ".serving .figure", service.number || "–");
    setText(card, ".waiting .figure", String(service.waiting));
    return card;
  });
  byId("services").replaceChildren(...cards);
  byId("services").dataset.count = cards.length;
}

function drawCaption(caption) {
  const place = byId("caption");
  byId("services").hidden = caption !== null;
  if (caption === null) {
    place.hidden = true;
    place.dataset.number = "";
  } else if (place.dataset.number !== String(caption.number)) {
    place.dataset.number = caption.number;
    setWords(place, caption.texts, caption.languages);
  }
}

/** Each sound once; none of those that began before this page was there. */
function sound(next) {
  if (sounded !== null && next.sound !== sounded && next.sounds_here) {
    play(`/sounds/${next.sound.split("-")[1]}.wav`, showFreshness);
  }
  sounded = next.sound;
}

function showFreshness() {
  const silent = performance.now() - heardAt > SILENT_AFTER_MS;
  const stale = silent || picture === null || picture.stale;
  document.body.dataset.stale = stale;
  byId("banner").hidden = !stale;
  byId("muted").hidden = !(picture?.sounds_here && soundBlocked());
  const asOf = picture?.as_of ?? null;
  byId("as-of").hidden = asOf === null;
  if (asOf !== null) byId("as-of-time").textContent = formatTime(new Date(asOf), languages[0]);
}

function clone(id) {
  return byId(id).content.firstElementChild.cloneNode(true);
}

function setText(parent, selector, text) {
  parent.querySelector(selector).textContent = text;
}

/** Words by language, in the order of the languages: the wall's, where no others are named. */
function setWords(element, words, codes = languages) {
  element.hidden = words.length === 0;
  element.replaceChildren(
    ...words.flatMap((text, index) => {
      const span = document.createElement("span");
      span.lang = codes[index];
      span.dir = directions[languages.indexOf(codes[index])];
      span.className = index === 0 ? "first" : "second";
      span.textContent = text;
      return index === 0 ? [span] : [" ", span];
    }),
  );
}

startClock(byId("clock-time"), byId("clock-date"), languages[0]);
setInterval(showFreshness, 1_000);
connect();
