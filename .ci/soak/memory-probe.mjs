// Loaded into an instance before the server: when asked, it collects garbage and tells how much memory is in use.
process.on('message', () => {
  globalThis.gc();
  process.send(process.memoryUsage());
});
// An instance does not outlive the soak.
process.on('disconnect', () => process.exit(1));
// The server ends when it has nothing left to do, whoever may still ask.
process.channel.unref();
