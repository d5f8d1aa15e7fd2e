// Shows how far a file is read; when it is read, the page as a whole.

const PACE_MS = 700;

async function look() {
  const state = document.getElementById("file-state");
  if (state.dataset.state !== "reading") return;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("file-state");
    if (!fresh || fresh.dataset.state !== "reading") return location.reload();
    // Both are looked up before either leaves its page: the line is found by the bar before it.
    const parts = ["progress", "progress + p"].map((part) => [state.querySelector(part), fresh.querySelector(part)]);
    for (const [shown, told] of parts) shown?.replaceWith(told ?? "");
  } catch { /* asked again below */ }
  setTimeout(look, PACE_MS);
}

setTimeout(look, PACE_MS);
