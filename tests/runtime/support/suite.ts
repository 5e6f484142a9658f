import { Cloud } from "./cloud";
import { withEnvironment } from "./container";

/** A cloud for the suite that calls this, in the environment of its functions; clean for each test. */
export function suiteCloud(variables: Readonly<Record<string, string>> = {}): Cloud {
  const cloud = new Cloud();
  let restore: () => void;
  before(async () => {
    await cloud.start();
    restore = withEnvironment({ ...cloud.environment, ...variables });
  });
  after(async () => {
    restore();
    await cloud.stop();
  });
  beforeEach(() => {
    cloud.reset();
  });
  return cloud;
}
