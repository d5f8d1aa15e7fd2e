import { startKeys } from "./keys.js";
import { startLive } from "./live.js";

startLive();
startKeys();
