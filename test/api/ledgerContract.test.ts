import { ledgerContract } from '../support/ledgerContract.ts';
import { openSqliteStore } from '../support/openStores.ts';
import { tempFolder } from '../support/tempFolder.ts';

ledgerContract('the SQLite ledger', tempFolder, openSqliteStore);
