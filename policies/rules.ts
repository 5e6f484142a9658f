import * as budget from "./cost/budget";
import * as compute from "./cost/compute";
import * as costNetwork from "./cost/network";
import * as storage from "./cost/storage";
import * as streams from "./cost/streams";
import * as tags from "./cost/tags";
import * as warehouse from "./cost/warehouse";
import * as cleanupBuckets from "./cleanup/buckets";
import * as deletion from "./cleanup/deletion";
import * as durable from "./cleanup/durable";
import * as expiry from "./cleanup/expiry";
import * as logs from "./cleanup/logs";
import * as alarms from "./safety/alarms";
import * as mappings from "./safety/mappings";
import * as runtimes from "./safety/runtimes";
import * as buckets from "./security/buckets";
import * as encryption from "./security/encryption";
import * as defaultGroup from "./security/default-group";
import * as securityDurable from "./security/durable";
import * as iam from "./security/iam";
import * as ingress from "./security/ingress";
import * as network from "./security/network";
import { functionUrlAuth, noPublicPrincipal } from "./security/public";
import * as sharing from "./security/sharing";
import * as tls from "./security/tls";
import * as trust from "./security/trust";
import * as told from "./rule/told";
import type { Rule } from "./rule/rule";

/** Every rule of the pack; each of these modules exports rules and nothing else. */
export const rules: readonly Rule[] = [
  ...[warehouse, streams, compute, storage, costNetwork, tags, budget],
  ...[cleanupBuckets, deletion, logs, expiry, durable],
  ...[encryption, buckets, tls, sharing, network, ingress, defaultGroup, iam, trust],
  securityDurable,
  { noPublicPrincipal, functionUrlAuth },
  ...[mappings, alarms, runtimes],
  // What the rules before it were told to let pass.
  told,
].flatMap((module) => Object.values<Rule>(module));
