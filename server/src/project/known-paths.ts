/** The paths of a project's files. What has been given out stays as it is: only then does a change make a copy. */
export class KnownPaths {
  #paths = new Set<string>();
  #isGivenOut = false;

  /** All of them; the same object until one comes or goes. */
  get all(): ReadonlySet<string> {
    this.#isGivenOut = true;
    return this.#paths;
  }

  has(path: string): boolean {
    return this.#paths.has(path);
  }

  add(path: string): void {
    if (!this.#paths.has(path)) this.#own().add(path);
  }

  delete(path: string): void {
    if (this.#paths.has(path)) this.#own().delete(path);
  }

  replace(paths: Iterable<string>): void {
    this.#paths = new Set(paths);
    this.#isGivenOut = false;
  }

  #own(): Set<string> {
    if (this.#isGivenOut) this.replace(this.#paths);
    return this.#paths;
  }
}
