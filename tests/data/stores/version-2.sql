BEGIN TRANSACTION;
CREATE TABLE archives (
	"row" INTEGER NOT NULL, 
	feed TEXT NOT NULL, 
	pages INTEGER NOT NULL, 
	until INTEGER NOT NULL, 
	PRIMARY KEY ("row"), 
	UNIQUE (feed)
);
CREATE TABLE entries (
	"row" INTEGER NOT NULL, 
	id BLOB NOT NULL, 
	source INTEGER NOT NULL, 
	"key" BLOB NOT NULL, 
	title TEXT NOT NULL, 
	text TEXT NOT NULL, 
	content TEXT NOT NULL, 
	as_read TEXT, 
	link TEXT, 
	published BIGINT NOT NULL, 
	updated BIGINT NOT NULL, 
	withdrawn BIGINT, 
	line INTEGER DEFAULT '0' NOT NULL, 
	seen BIGINT DEFAULT '0' NOT NULL, 
	missing BIGINT, 
	story INTEGER, 
	PRIMARY KEY ("row"), 
	UNIQUE (id), 
	FOREIGN KEY(source) REFERENCES sources ("row")
);
INSERT INTO "entries" VALUES(1,X'81A042774E3F83A1BC22BB38ECA92D3C',2,X'DF3698B883B5B813E3A9E43416081A86','Plums ripen','They are blue.','<p>They are blue.</p>',NULL,NULL,1699996400,1699996400,1700000010,1,1700000000,NULL,NULL);
INSERT INTO "entries" VALUES(2,X'49166A7F0F9985B4B39364BDE0B394E3',1,X'1A5EBCD7EA7927D6797363F6B39C223D','Pears ripen','They are green.','<p>They are green.</p>',NULL,NULL,1699996399,1699996399,NULL,7,1700000000,NULL,NULL);
INSERT INTO "entries" VALUES(3,X'436B8065107E84F8965239A2CC62C768',1,X'2F94E81AB2B841C190A2A31953C6353F','Apples ripen','They are red.','<p>They are red.</p>',NULL,NULL,1699996400,1699996400,NULL,1,1700000000,NULL,NULL);
CREATE TABLE filed (
	archive INTEGER NOT NULL, 
	entry INTEGER NOT NULL, 
	page INTEGER NOT NULL, 
	PRIMARY KEY (archive, entry)
)
 WITHOUT ROWID

;
CREATE TABLE files (
	path TEXT NOT NULL, 
	size BIGINT NOT NULL, 
	mtime_ns BIGINT NOT NULL, 
	inode BIGINT NOT NULL, 
	digest BLOB NOT NULL, 
	failed_line INTEGER, 
	failed_reason TEXT, 
	PRIMARY KEY (path)
)
 WITHOUT ROWID

;
INSERT INTO "files" VALUES('a.txt',80,1699996400000000000,2211897,X'60A82E379D0E9F26B3AA1A3F37D01871',NULL,NULL);
INSERT INTO "files" VALUES('picture.txt',17,1699996400000000000,2211906,X'4BB989BD41A7310213327BC3AFF41997',NULL,'looks like a PNG image, not text: move it out of the folder or add it to input.exclude');
CREATE TABLE notices (
	hub TEXT NOT NULL, 
	topic TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	since BIGINT NOT NULL, 
	due BIGINT NOT NULL, 
	attempts INTEGER DEFAULT '0' NOT NULL, 
	answer TEXT, 
	PRIMARY KEY (hub, topic)
)
 WITHOUT ROWID

;
CREATE TABLE revisions (
	"row" INTEGER NOT NULL, 
	entry INTEGER NOT NULL, 
	updated BIGINT NOT NULL, 
	title TEXT NOT NULL, 
	text TEXT NOT NULL, 
	PRIMARY KEY ("row"), 
	FOREIGN KEY(entry) REFERENCES entries ("row")
);
CREATE TABLE scans (
	number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	state TEXT NOT NULL, 
	wished BIGINT NOT NULL, 
	started BIGINT, 
	ended BIGINT, 
	report TEXT, 
	error TEXT
);
INSERT INTO "scans" VALUES(1,'done',1700000010,1700000010,1700000011,'{"files": {"new": 0, "changed": 0}, "entries": {"new": 0}, "failed": [], "seconds": 0.5}',NULL);
CREATE TABLE sightings (
	"row" INTEGER NOT NULL, 
	entry INTEGER NOT NULL, 
	evidence TEXT NOT NULL, 
	score FLOAT NOT NULL, 
	path TEXT NOT NULL, 
	line INTEGER NOT NULL, 
	first BIGINT NOT NULL, 
	last BIGINT NOT NULL, 
	times INTEGER DEFAULT '1' NOT NULL, 
	PRIMARY KEY ("row"), 
	FOREIGN KEY(entry) REFERENCES entries ("row")
);
CREATE TABLE sketches (
	sketch BIGINT NOT NULL, 
	entry INTEGER NOT NULL, 
	PRIMARY KEY (sketch, entry)
)
 WITHOUT ROWID

;
INSERT INTO "sketches" VALUES(-2362533036258117613,1);
INSERT INTO "sketches" VALUES(1900163728334727126,2);
INSERT INTO "sketches" VALUES(3428620417701003713,3);
CREATE TABLE sources (
	"row" INTEGER NOT NULL, 
	path TEXT NOT NULL, 
	name TEXT NOT NULL, 
	title TEXT NOT NULL, 
	language TEXT, 
	first_seen BIGINT NOT NULL, 
	changed BIGINT NOT NULL, 
	version INTEGER NOT NULL, 
	gone INTEGER DEFAULT '0' NOT NULL, 
	origin TEXT DEFAULT '' NOT NULL, 
	private INTEGER DEFAULT '0' NOT NULL, 
	successor INTEGER, 
	PRIMARY KEY ("row"), 
	UNIQUE (path), 
	UNIQUE (name)
);
INSERT INTO "sources" VALUES(1,'a.txt','a','A',NULL,1699996400,1700000000,1,0,'a',0,NULL);
INSERT INTO "sources" VALUES(2,'b.txt','b','B',NULL,1699996400,1700000010,2,1,'b',0,NULL);
CREATE TABLE state (
	schema_version INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	changed BIGINT NOT NULL, 
	reading_rules BLOB NOT NULL, 
	presentation BLOB NOT NULL, 
	presented BIGINT NOT NULL, 
	tombstones_after BIGINT DEFAULT '0' NOT NULL, 
	archived INTEGER DEFAULT '0' NOT NULL, 
	held_back INTEGER DEFAULT '0' NOT NULL
);
INSERT INTO "state" VALUES(2,2,1700000010,X'DFF9389388E92125C29A83E8C44AEFFA',X'',0,0,50,0);
CREATE TABLE states (
	"row" INTEGER NOT NULL, 
	document TEXT NOT NULL, 
	tag TEXT NOT NULL, 
	presented BIGINT NOT NULL, 
	changed BIGINT NOT NULL, 
	shown BLOB NOT NULL, 
	PRIMARY KEY ("row")
);
CREATE TABLE tagged (
	entry INTEGER NOT NULL, 
	place INTEGER NOT NULL, 
	tag INTEGER NOT NULL, 
	PRIMARY KEY (entry, place), 
	FOREIGN KEY(entry) REFERENCES entries ("row"), 
	FOREIGN KEY(tag) REFERENCES tags ("row")
)
 WITHOUT ROWID

;
CREATE TABLE tags (
	"row" INTEGER NOT NULL, 
	label TEXT NOT NULL, 
	folded TEXT NOT NULL, 
	slug TEXT NOT NULL, 
	first_seen BIGINT NOT NULL, 
	changed BIGINT NOT NULL, 
	version INTEGER NOT NULL, 
	PRIMARY KEY ("row"), 
	UNIQUE (folded), 
	UNIQUE (slug)
);
CREATE TABLE tokens (
	name TEXT NOT NULL, 
	hash BLOB NOT NULL, 
	patterns TEXT NOT NULL, 
	made BIGINT NOT NULL, 
	used BIGINT, 
	PRIMARY KEY (name), 
	UNIQUE (hash)
)
 WITHOUT ROWID

;
CREATE TABLE topics (
	path TEXT NOT NULL, 
	shown BLOB NOT NULL, 
	PRIMARY KEY (path)
)
 WITHOUT ROWID

;
CREATE VIRTUAL TABLE words USING fts5(title, text, content='', tokenize="unicode61 remove_diacritics 2 categories 'L* M* N* Co'");
INSERT INTO words (rowid, title, text) VALUES (1, 'Plums ripen', 'They are blue.');
INSERT INTO words (rowid, title, text) VALUES (2, 'Pears ripen', 'They are green.');
INSERT INTO words (rowid, title, text) VALUES (3, 'Apples ripen', 'They are red.');
CREATE INDEX filed_on_page ON filed (archive, page);
CREATE UNIQUE INDEX states_of_document ON states (document, tag);
CREATE UNIQUE INDEX scans_wished ON scans (state) WHERE state = 'wished';
CREATE INDEX notices_due ON notices (hub, due);
CREATE INDEX entries_of_source ON entries (source, published) WHERE withdrawn IS NULL;
CREATE INDEX entries_withdrawn ON entries ("key") WHERE withdrawn IS NOT NULL;
CREATE INDEX entries_missing ON entries ("key") WHERE missing IS NOT NULL;
CREATE INDEX entries_of_story ON entries (story) WHERE story IS NOT NULL;
CREATE INDEX entries_of_source_withdrawn ON entries (source, withdrawn) WHERE withdrawn IS NOT NULL;
CREATE INDEX entries_newest ON entries (published, "row", source, story) WHERE withdrawn IS NULL;
CREATE INDEX entries_latest_withdrawn ON entries (withdrawn) WHERE withdrawn IS NOT NULL;
CREATE INDEX revisions_of_entry ON revisions (entry);
CREATE INDEX sightings_of_entry ON sightings (entry);
CREATE INDEX tagged_with ON tagged (tag);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('scans',1);
COMMIT;
