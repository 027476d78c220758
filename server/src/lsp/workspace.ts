/** The editor's folders and documents, as projects with relative paths. */
import { URI, Utils } from 'vscode-uri';
import { baseName } from '../text/path.ts';
import type { FileSystem } from '../project/file-system.ts';
import { SubFileSystem, listingBelow } from '../project/file-system.ts';
import { Project } from '../project/project.ts';
import { projectRoots, rootOf } from '../project/roots.ts';
import type { Settings } from '../project/configuration.ts';

/** A project with the way between its relative paths and the editor's URIs. */
export class WorkspaceProject {
  readonly project: Project;
  /** URI of the project's root, without a slash at the end. */
  readonly root: string;
  readonly #uris = new Map<string, string>();

  constructor(project: Project, root: string) {
    this.project = project;
    this.root = root;
  }

  /** The URI of a path: for an open document just as the editor wrote it. */
  uriOf(path: string): string {
    let uri = this.#uris.get(path);
    if (uri === undefined) this.#uris.set(path, (uri = uriBelow(this.root, path)));
    return uri;
  }

  noteUri(path: string, uri: string): void {
    this.#uris.set(path, uri);
  }
}

interface Folder {
  readonly uri: string;
  readonly fileSystem: FileSystem;
  readonly projects: Map<string, WorkspaceProject>;
  roots: readonly string[];
}

export interface PlacedDocument {
  readonly project: WorkspaceProject;
  readonly path: string;
}

export class Workspace {
  readonly #folders = new Map<string, Folder>();
  readonly #createFileSystem: (folder: string) => FileSystem;
  #settings: Settings = {};

  constructor(createFileSystem: (folder: string) => FileSystem) {
    this.#createFileSystem = createFileSystem;
  }

  get projects(): readonly WorkspaceProject[] {
    return [...this.#folders.values()].flatMap((folder) => [...folder.projects.values()]);
  }

  setSettings(settings: Settings): void {
    this.#settings = settings;
    for (const { projects } of this.#folders.values()) {
      for (const [root, { project }] of projects) project.setSettings({ ...settings, isNested: root !== '' });
    }
  }

  addFolder(uri: string): void {
    const normal = normalize(uri);
    if (this.#folders.has(normal)) return;
    this.#folders.set(normal, {
      uri: normal,
      fileSystem: this.#createFileSystem(normal),
      projects: new Map(),
      roots: [''],
    });
  }

  removeFolder(uri: string): WorkspaceProject[] {
    const folder = this.#folders.get(normalize(uri));
    this.#folders.delete(normalize(uri));
    return folder ? [...folder.projects.values()] : [];
  }

  /** Lists every folder, finds its projects and reads their files. */
  async load(): Promise<void> {
    await Promise.all([...this.#folders.values()].map((folder) => this.#loadFolder(folder)));
  }

  /**
   * The project and path of a document. A document outside of all folders gets a project of its own folder.
   * Undefined for one that has no place among files (`untitled:`), and for a folder itself.
   */
  place(uri: string): PlacedDocument | undefined {
    const normal = normalize(uri);
    if (!/^[\w.+-]+:\//.test(normal) || this.#folders.has(normal)) return undefined;
    let folder = this.#folderOf(normal);
    if (!folder) {
      this.addFolder(Utils.dirname(URI.parse(uri)).toString());
      folder = this.#folderOf(normal)!;
    }
    const path = decodePath(normal.slice(folder.uri.length + 1));
    const root = rootOf(path, folder.roots);
    return { project: this.#projectAt(folder, root), path: root === '' ? path : path.slice(root.length + 1) };
  }

  /** Whether a file of this name, created or deleted, changes which folders are projects. */
  static changesRoots(uri: string): boolean {
    return /^\.(?:gitlab-ci|pipewright)\.yml$/.test(baseName(decodePath(uri)));
  }

  #folderOf(uri: string): Folder | undefined {
    let best: Folder | undefined;
    for (const folder of this.#folders.values()) {
      if (uri.startsWith(`${folder.uri}/`) && (!best || folder.uri.length > best.uri.length)) best = folder;
    }
    return best;
  }

  #projectAt(folder: Folder, root: string): WorkspaceProject {
    let found = folder.projects.get(root);
    if (!found) {
      const uri = root === '' ? folder.uri : uriBelow(folder.uri, root);
      const fileSystem = new SubFileSystem(folder.fileSystem, root);
      folder.projects.set(
        root,
        (found = new WorkspaceProject(
          new Project(fileSystem, { ...this.#settings, isNested: root !== '' }),
          uri,
        )),
      );
    }
    return found;
  }

  async #loadFolder(folder: Folder): Promise<void> {
    const listing = await folder.fileSystem.list();
    folder.roots = projectRoots(listing.paths);
    for (const root of folder.roots) this.#projectAt(folder, root);
    await Promise.all(
      [...folder.projects].map(([root, { project }]) => project.load(listingBelow(listing, root))),
    );
  }
}

/** A URI in one spelling, without a slash at its end: editors differ in what they escape. */
function normalize(uri: string): string {
  return URI.parse(uri).toString().replace(/\/$/, '');
}

/** A whole file system can be a folder (`memfs://name`), whose URI then has no path to join to. */
function uriBelow(folder: string, path: string): string {
  const uri = URI.parse(folder);
  return uri.with({ path: `${uri.path.replace(/\/$/, '')}/${path}` }).toString();
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
