// The visits that demo and bench bring in: IPIS's field visits when the reference shelf lies beside the
// project (and --sample was not asked for), else the sample that says on every record that it is one.
import fs from 'node:fs';
import path from 'node:path';

import { root } from './programme.mjs';

const shelf = path.join(root, '../shared/data/ipis/cod_mines_curated_all_opendata_p_ipis_2023.csv');
const sample = path.join(root, 'assets/sample');

/** Four laptops share the provinces; each province is one laptop's. */
const real = {
  name: 'IPIS open data (ODC-BY 1.0): field visits to artisanal mines in the east of the DRC',
  real: true,
  csv: shelf,
  sites: path.join(root, 'assets/import/ipis_sites.json'),
  visits: path.join(root, 'assets/import/ipis_visits.json'),
  mark: 'imported:ipis',
  expected: { sites: 3409, visits: 6955 },
  laptops: [
    { folder: 'cod-1', provinces: ['Sud-Kivu'] },
    { folder: 'cod-2', provinces: ['Nord-Kivu', 'Tshopo', 'Haut-Uele', 'Bas-Uele'] },
    { folder: 'cod-3', provinces: ['Ituri', 'Haut-Lomami', 'Haut-Katanga', 'Lualaba', 'Kasaï-Oriental'] },
    { folder: 'cod-4', provinces: ['Maniema', 'Tanganyika'] },
  ],
};

const made_up = {
  name: 'the sample in assets/sample: made up, and marked so on every record',
  real: false,
  csv: path.join(sample, 'visits.csv'),
  sites: path.join(sample, 'sites.json'),
  visits: path.join(sample, 'visits.json'),
  mark: 'sample',
  expected: { sites: 8, visits: 24 },
  laptops: [
    { folder: 'cod-1', provinces: ['Sud-Kivu'] },
    { folder: 'cod-2', provinces: ['Nord-Kivu'] },
    { folder: 'cod-3', provinces: ['Ituri'] },
    { folder: 'cod-4', provinces: ['Maniema'] },
  ],
};

export const source = fs.existsSync(shelf) && !process.argv.includes('--sample') ? real : made_up;
