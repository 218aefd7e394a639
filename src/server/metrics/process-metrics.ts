import prometheus from 'prom-client';

/**
 * What prom-client tells of the process: its memory, its event loop, its garbage collection. A process has them once,
 * however many servers start in it, and however often one tries to: what watches the garbage collection, and the lag of the
 * event loop, cannot be taken back.
 */
export const processMetrics = new prometheus.Registry();

prometheus.collectDefaultMetrics({ register: processMetrics });
