import { Fault } from '../../core/fault.ts';
import { errorNumber, fileFault } from '../files/file-fault.ts';

/** Codes of the faults that a file sink adds to those of the disk. */
export type SinkFaultCode =
  | 'SinkDirectoryMissing'
  | 'SinkNotWritable'
  | 'SinkDirectoryUnsafe'
  | 'SinkLinkUnsafe'
  | 'SinkNotAFile'
  | 'SinkIsMountPoint'
  | 'SinkOwnerUnknown'
  | 'SinkOwnerRefused'
  | 'SinkFileMissing'
  | 'SinkNotJson'
  | 'SinkPlaceMissing'
  | 'SinkPlaceAmbiguous'
  | 'SinkPlaceNotScalar'
  | 'SinkValueUnquotable'
  | 'SinkReadableByAll'
  | 'SinkContested';

export function sinkFault(
  code: SinkFaultCode,
  details: { message: string; remedy: string; cause?: unknown },
): Fault {
  return new Fault({ code, ...details });
}

/** What the operating system refused while a sink was written, told with the sink's path and what cures it. */
export function sinkFaultOf(error: unknown, at: { path: string; directory: string }): Fault {
  const { path, directory } = at;
  switch (errorNumber(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return sinkFault('SinkDirectoryMissing', {
        message: `${path}: there is no directory ${directory}`,
        remedy: `make it (mkdir -p ${directory}), or correct the sink's file in the declaration`,
        cause: error,
      });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return sinkFault('SinkNotWritable', {
        message: `${path}: this user may not make files in ${directory}`,
        remedy: `let the broker's user write there, or run evergrant up as the owner of ${directory}`,
        cause: error,
      });
    case 'ELOOP':
      return sinkFault('SinkNotAFile', {
        message: `${path}: its symbolic links go round in a circle`,
        remedy: `remove the link: rm ${path}`,
        cause: error,
      });
    case 'EBUSY':
      return mountPointFault(path, directory);
    default:
      return fileFault(error, path);
  }
}

/** A file that is mounted by itself cannot be replaced, and who mounted it would go on reading the old one. */
export function mountPointFault(path: string, directory: string): Fault {
  return sinkFault('SinkIsMountPoint', {
    message: `${path}: this single file is a mount point (a bind mount), so it cannot be replaced at once`,
    remedy: `mount the directory ${directory} instead of the file`,
  });
}
