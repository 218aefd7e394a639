import { ProxyTracerProvider, type Tracer, trace } from '@opentelemetry/api';

/**
 * The tracer of the SDK that was loaded before the server, as by `node --import`; undefined if there is none. One that
 * comes later is not seen: then nothing here would cost nothing.
 */
export function findTracer(): Tracer | undefined {
  const provider = trace.getTracerProvider();
  return provider instanceof ProxyTracerProvider
    ? provider.getDelegateTracer('portcullis')
    : provider.getTracer('portcullis');
}
