/** What the system starts by itself. */
export interface Start {
  /** Node, the program and its arguments, with whole paths. */
  readonly command: readonly string[]
  /** Where it runs: `./data` and `./sitbone.yaml` are found here. */
  readonly folder: string
}
