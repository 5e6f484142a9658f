/** The account and the region that a local cloud stands for. */
export interface Account {
  readonly region: string;
  readonly accountId: string;
}

export const defaultAccount: Account = { region: "us-east-1", accountId: "000000000000" };

/** Whether text has the form that regions' names have, be there such a region or not. */
export const isRegion = (text: string): boolean => /^[a-z]{2}(-[a-z]+)+-\d+$/.test(text);

/** A cloud was to start in what is no region. */
export class NoRegion extends Error {
  override readonly name = "NoRegion";

  constructor(text: string) {
    super(`"${text}" is no region: give one like ${defaultAccount.region}`);
  }
}
