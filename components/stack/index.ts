export { StreamDashboard } from "./dashboard";
export { Foundation } from "./foundation";
export { readSettings, type ScenarioName } from "./settings";
export { skipPromiseTraces } from "./stack-traces";
