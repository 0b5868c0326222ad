// One tab at a time: two would ask the same question twice.

// Resolves when it is this tab's turn. elsewhere(take): another tab has it; `take` takes it away from there.
// lost: another tab took it. Without locks (old browsers, plain http, frames without storage) every tab has its
// turn; the server then sees to it that the first choice stays.
export async function takeTurn(name, { now, elsewhere, lost }) {
  const locks = navigator.locks;
  if (!locks) return;
  await new Promise((resolve) => {
    let mine = false;
    const hold = (lock) => {
      if (!lock || mine) return undefined;
      mine = true;
      resolve();
      return new Promise(() => {}); // Held as long as the page lives.
    };
    const take = () => locks.request(name, { steal: true }, hold).catch(lost);
    const queue = () =>
      locks.request(name, hold).catch(() => {
        if (mine) lost();
      });
    if (now) {
      take();
      return;
    }
    let free = true;
    locks
      .request(name, { ifAvailable: true }, (lock) => {
        free = lock !== null;
        return hold(lock);
      })
      .then(
        () => {
          if (free) return;
          queue();
          elsewhere(take);
        },
        () => (mine ? lost() : resolve()),
      );
  });
}
