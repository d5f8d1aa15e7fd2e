// The office's clock. It runs on the browser's monotonic clock from the last time that the server told:
// the date of this machine may be wrong by years. Until the server has told the time there is none.

let told = null;
let toldAt = 0;
let timezone = "UTC";
let show = () => {};

export function tellTime(now) {
  told = now.getTime();
  toldAt = performance.now();
  show();
}

export function setTimezone(name) {
  timezone = name;
}

/** 24 hours, with the sign between hours and minutes that the language uses. */
export function formatTime(instant, language) {
  const parts = { timeZone: timezone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return new Intl.DateTimeFormat(language, parts).format(instant);
}

function formatDate(instant, language) {
  const parts = { timeZone: timezone, weekday: "long", day: "numeric", month: "long", year: "numeric" };
  return new Intl.DateTimeFormat(language, parts).format(instant);
}

export function startClock(timeElement, dateElement, language) {
  show = () => {
    if (told === null) return;
    const now = new Date(told + performance.now() - toldAt);
    timeElement.textContent = formatTime(now, language);
    timeElement.dateTime = now.toISOString();
    dateElement.textContent = formatDate(now, language);
  };
  setInterval(show, 500);
}
