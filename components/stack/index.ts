export { choosePipelines } from "./choose";
export { StreamDashboard } from "./dashboard";
export { Foundation } from "./foundation";
export { readSettings } from "./settings";
export { skipPromiseTraces } from "./stack-traces";
