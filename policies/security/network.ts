import { flag, isSet } from "../rule/properties";
import { resourceRule } from "../rule/rule";

export const warehousePrivate = resourceRule({
  name: "redshift-private",
  theme: "security",
  description: "Redshift must not be reachable from the internet.",
  types: ["aws:redshift/cluster:Cluster", "aws:redshiftserverless/workgroup:Workgroup"],
  controls: ["Redshift.1", "RedshiftServerless.3"],
  check: ({ props }) =>
    flag(props, "publiclyAccessible") === false
      ? undefined
      : "The warehouse must be private: set publiclyAccessible to false. The Data API reaches it " +
        "without an open port.",
});

export const warehousePassword = resourceRule({
  name: "redshift-managed-password",
  theme: "security",
  description: "Redshift must manage its administrator's password in Secrets Manager.",
  types: ["aws:redshift/cluster:Cluster", "aws:redshiftserverless/namespace:Namespace"],
  check: ({ props }) => {
    const managed =
      flag(props, "manageMasterPassword") === true || flag(props, "manageAdminPassword") === true;
    const written = [
      ...["masterPassword", "masterPasswordWo"],
      ...["adminUserPassword", "adminUserPasswordWo"],
    ].some((property) => isSet(props, property));
    if (managed && !written) return undefined;
    return (
      "The administrator's password must be made and rotated by Redshift: set " +
      "manageMasterPassword (serverless: manageAdminPassword) to true, and no password."
    );
  },
});
