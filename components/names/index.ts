export { formerNames, namedAfterComponent } from "./former";
export { checkAutomaticName, NameRegister, type NameOwner } from "./register";
export type { NameKind } from "./rules";
