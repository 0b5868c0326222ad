// What the page keeps in the browser: where the person is, and answers that the server has not acknowledged.
// IndexedDB, because it writes to the disk when asked to; memory where the browser does not allow it.

const OPEN_MS = 4000;

function request(asked) {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

function openDatabase(name) {
  return new Promise((resolve, reject) => {
    // Some browsers neither open nor refuse while they are in private mode.
    setTimeout(() => reject(new Error("the database does not open")), OPEN_MS);
    const asked = indexedDB.open(name, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("kept");
      const outbox = asked.result.createObjectStore("outbox", { keyPath: "order", autoIncrement: true });
      outbox.createIndex("lease", "lease", { unique: true });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

export class Storage {
  #name;
  #database = null;
  #kept = new Map();
  #outbox = [];
  #order = 0;

  static async open(name) {
    const storage = new Storage();
    storage.#name = name;
    try {
      storage.#database = await openDatabase(name);
      await storage.#run("outbox", "readonly", (store) => store.count());
    } catch {
      storage.#database = null;
    }
    return storage;
  }

  // Whether what is put here outlives the page.
  get durable() {
    return this.#database !== null;
  }

  async #run(store, mode, work) {
    const transaction = this.#database.transaction(store, mode, { durability: "strict" });
    const finished = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
    finished.catch(() => {});
    const result = await work(transaction.objectStore(store));
    const value = result instanceof IDBRequest ? await request(result) : result;
    await finished;
    return value;
  }

  // Do it in the database; browsers close one behind the page's back, so try once more with a new one.
  async #attempt(store, mode, work) {
    for (let attempt = 0; this.#database && attempt < 2; attempt += 1) {
      try {
        return { value: await this.#run(store, mode, work) };
      } catch (error) {
        if (error?.name === "ConstraintError") return { value: undefined };
        this.#database = attempt === 0 ? await openDatabase(this.#name).catch(() => null) : null;
      }
    }
    return null;
  }

  async get(key) {
    const found = await this.#attempt("kept", "readonly", (store) => store.get(key));
    return found?.value ?? this.#kept.get(key);
  }

  async set(key, value) {
    this.#kept.set(key, value);
    await this.#attempt("kept", "readwrite", (store) => store.put(value, key));
  }

  // The value that is there, else this one; two tabs get the same.
  async getOrSet(key, fresh) {
    const found = await this.#attempt("kept", "readwrite", async (store) => {
      const there = await request(store.get(key));
      if (there === undefined) store.put(fresh, key);
      return there ?? fresh;
    });
    const value = found?.value ?? this.#kept.get(key) ?? fresh;
    this.#kept.set(key, value);
    return value;
  }

  async forget(key) {
    this.#kept.delete(key);
    await this.#attempt("kept", "readwrite", (store) => store.delete(key));
  }

  // Resolves when the answer is on the disk (or, without a database, in memory). The first for a lease stays.
  async add(answer) {
    if (await this.#attempt("outbox", "readwrite", (store) => store.add(answer))) return;
    if (this.#outbox.some((other) => other.lease === answer.lease)) return;
    this.#order -= 1;
    this.#outbox.push({ ...answer, order: this.#order });
  }

  // All answers that are not acknowledged, oldest first.
  async waiting() {
    const found = await this.#attempt("outbox", "readonly", (store) => store.getAll());
    return [...(found?.value ?? []), ...this.#outbox];
  }

  async remove(answers) {
    const orders = new Set(answers.map((answer) => answer.order));
    this.#outbox = this.#outbox.filter((answer) => !orders.has(answer.order));
    await this.#attempt("outbox", "readwrite", (store) => {
      for (const order of orders) if (order > 0) store.delete(order);
    });
  }
}
