// A slow look at the place in line: every 15 s while the page is seen, at once when it is seen again.

const EVERY_MS = 15_000;

async function look() {
  if (document.hidden) return;
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.body.className = page.body.className;
    document.querySelector("main").replaceChildren(...page.querySelector("main").childNodes);
  } catch { /* the time of the last look stands on the page */ }
}

setInterval(look, EVERY_MS);
document.addEventListener("visibilitychange", look);
