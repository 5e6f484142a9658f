export { toAlerts } from "./alerts";
export { toCrossings } from "./crossings";
export { toObjects } from "./objects";
export { toTable } from "./table";
export { toWarehouse } from "./warehouse";
