import { createHash } from 'node:crypto';
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnAssociation, CfnDocument } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { type UpdateDocumentOptions, updateDocument } from '../../core/host/bootstrap/update-document.ts';
import { HOST_TAG, hostTagValue, updateDocumentName } from '../../core/wire.ts';
import { AFTER_BOOTSTRAP, TEXT } from './after-bootstrap.ts';

/**
 * Keeps the daemon of a host new: a document that installs the release with its units and its configuration, and an
 * association that has Systems Manager run it on the host when it registers, and again whenever the document is another.
 */
export class HostUpdate extends Construct {
  readonly document: CfnDocument;

  constructor(scope: Construct, id: string, props: UpdateDocumentOptions) {
    super(scope, id);
    const { deployment, host } = props;
    const name = updateDocumentName(deployment, host.name);
    const { mainSteps, ...about } = updateDocument(props);
    this.document = new CfnDocument(this, 'Document', {
      name,
      documentType: 'Command',
      documentFormat: 'JSON',
      targetType: '/',
      // In place: a document that is replaced would lose the name that associations and hosts know it by.
      updateMethod: 'NewVersion',
      content: {
        ...about,
        parameters: {
          [TEXT]: {
            type: 'String',
            description: 'Which text this is',
            default: '',
            allowedPattern: '^[0-9a-f]*$',
          },
        },
        mainSteps: mainSteps.map((step) => ({
          ...step,
          inputs: { ...step.inputs, runCommand: [...AFTER_BOOTSTRAP, ...step.inputs.runCommand] },
        })),
      },
    });
    this.document.applyRemovalPolicy(RemovalPolicy.DESTROY);
    new CfnAssociation(this, 'Association', {
      associationName: name,
      name: this.document.ref,
      documentVersion: '$LATEST',
      // An association runs at once when it changes, and it changes with the text.
      parameters: { [TEXT]: [this.#fingerprint([AFTER_BOOTSTRAP, mainSteps])] },
      targets: [{ key: `tag:${HOST_TAG}`, values: [hostTagValue(deployment, host.name)] }],
    });
  }

  /** With account and Region as the template has them, so that it stays while they do. */
  #fingerprint(steps: unknown): string {
    const resolved: unknown = Stack.of(this).resolve(steps);
    return createHash('sha256').update(JSON.stringify(resolved)).digest('hex').slice(0, 12);
  }
}
