import { PolicyPack } from "@pulumi/policy";
import { refuseUnknownNames } from "./rule/configuration";
import { rules } from "./rules";

refuseUnknownNames(rules);

new PolicyPack("streaming-policies", {
  description: "Keeps a stack on AWS affordable, removable, private, and unable to lose records.",
  policies: [...rules],
});
