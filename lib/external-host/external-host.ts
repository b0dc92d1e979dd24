import type { Construct } from 'constructs';
import type { ExternalHostDeclaration } from '../../core/config/host-declaration.ts';
import { declaredHost, HostBase, type HostBaseProps } from '../host/host-base.ts';
import { hybridPrincipal } from '../host/hybrid-principal.ts';

export type ExternalHostProps = HostBaseProps;

/** A box that is there already, anywhere. `evergrant join` gives it the role that this makes. */
export class ExternalHost extends HostBase<ExternalHostDeclaration> {
  constructor(scope: Construct, id: string, props: ExternalHostProps) {
    const host = declaredHost(scope, { ...props, kind: 'external' });
    super(scope, id, { ...props, host, assumedBy: hybridPrincipal(scope) });
  }
}
