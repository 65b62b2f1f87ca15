import { historyContract } from '../support/historyContract.ts';
import { ledgerContract } from '../support/ledgerContract.ts';
import { openFileStore, openSqliteStore } from '../support/openStores.ts';
import { tempFolder } from '../support/tempFolder.ts';

ledgerContract('the SQLite ledger', tempFolder, openSqliteStore);
ledgerContract('the file ledger', tempFolder, openFileStore);
historyContract('the SQLite ledger', tempFolder, openSqliteStore);
historyContract('the file ledger', tempFolder, openFileStore);
