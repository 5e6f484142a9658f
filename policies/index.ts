import { PolicyPack } from "@pulumi/policy";
import { rules } from "./rules";

new PolicyPack("streaming-policies", {
  description: "Keeps a stack on AWS affordable, removable, private, and unable to lose records.",
  policies: [...rules],
});
