// Plays the announcements that the local program has made. Their order is the program's: the next comes when one is over.

const player = new Audio();
let blocked = false;

export function soundBlocked() {
  return blocked;
}

/** Plays a sound; `told` is called when it is known whether the browser allows it. */
export async function play(address, told) {
  player.src = address;
  try {
    await player.play();
    blocked = false;
  } catch (error) {
    // A sound that the next one cut off (AbortError) was allowed all the same.
    blocked = error.name === "NotAllowedError";
  }
  told();
}
