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
INSERT INTO "entries" VALUES(1,X'436B8065107E84F8965239A2CC62C768',1,X'2F94E81AB2B841C190A2A31953C6353F','Apples ripen','They are red.','<p>They are red.</p>',NULL,NULL,1699996400,1699996400,NULL,1,1700000000,NULL,NULL);
INSERT INTO "entries" VALUES(2,X'B1CCF7D8E508812FAA3D0B5727EFB2F0',4,X'9AFCC7F783434605616231420B1F2C30','Figs ripen','They are sweet.','<p>They are sweet.</p>',NULL,NULL,1699996400,1699996400,1700000120,1,1700000060,NULL,NULL);
INSERT INTO "entries" VALUES(3,X'49166A7F0F9985B4B39364BDE0B394E3',3,X'1A5EBCD7EA7927D6797363F6B39C223D','Pears ripen','They are green.','<p>They are green.</p>',NULL,NULL,1699996400,1699996400,NULL,1,1700000060,NULL,NULL);
INSERT INTO "entries" VALUES(4,X'81A042774E3F83A1BC22BB38ECA92D3C',2,X'DF3698B883B5B813E3A9E43416081A86','Plums ripen','They are blue.','<p>They are blue.</p>',NULL,NULL,1699992800,1699992800,NULL,1,1700000060,NULL,NULL);
INSERT INTO "entries" VALUES(5,X'FC248E1D1D8D85338BC9BA1F0A8D362B',5,X'EFDAA6DCB2B10AD896D2B43CD9B01DB7','Otters are back','They swim.','<p>They swim.</p>',NULL,NULL,1699996400,1699996400,NULL,1,1700000180,NULL,NULL);
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
	failed_excerpt TEXT, 
	PRIMARY KEY (path)
)
 WITHOUT ROWID

;
INSERT INTO "files" VALUES('press.txt',57,1699996400000000000,2164103,X'8F331221F33E34BDEBC60650E304F615',NULL,NULL,NULL);
INSERT INTO "files" VALUES('press/b.txt',53,1699996400000000000,2164530,X'B733F686260B120B2671B9CA864E168B',NULL,NULL,NULL);
INSERT INTO "files" VALUES('press/old/c.txt',58,1699992800000000000,2164706,X'5088E5F66F126D402E83FCD02EB98D2A',NULL,NULL,NULL);
INSERT INTO "files" VALUES('secret/d.txt',52,1699996400000000000,2163435,X'1D0E04B0DE7707CA511B39660CAAF7BF',NULL,NULL,NULL);
CREATE TABLE hubs (
	hub TEXT NOT NULL, 
	answered BIGINT NOT NULL, 
	answer TEXT NOT NULL, 
	told BIGINT, 
	PRIMARY KEY (hub)
)
 WITHOUT ROWID

;
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
CREATE TABLE readers (
	day BIGINT NOT NULL, 
	agent TEXT NOT NULL, 
	requests BIGINT NOT NULL, 
	unchanged BIGINT NOT NULL, 
	sent BIGINT NOT NULL, 
	subscribers INTEGER, 
	PRIMARY KEY (day, agent)
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
INSERT INTO "sketches" VALUES(-7278723031864490491,2);
INSERT INTO "sketches" VALUES(-2362533036258117613,4);
INSERT INTO "sketches" VALUES(-1163434086900888872,5);
INSERT INTO "sketches" VALUES(1900163728334727126,3);
INSERT INTO "sketches" VALUES(3428620417701003713,1);
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
INSERT INTO "sources" VALUES(1,'press.txt','press','Press',NULL,1699996400,1700000000,1,0,'press',0,NULL);
INSERT INTO "sources" VALUES(2,'press/old/c.txt','press/old/c','C',NULL,1699992800,1700000060,2,0,'press/old/c',0,NULL);
INSERT INTO "sources" VALUES(3,'press/b.txt','press/b','B',NULL,1699996400,1700000060,2,0,'press/b',0,NULL);
INSERT INTO "sources" VALUES(4,'press/old/gone.txt','press/old/gone','Gone',NULL,1699996400,1700000120,3,1,'press/old/gone',0,NULL);
INSERT INTO "sources" VALUES(5,'secret/d.txt','secret/d','D',NULL,1699996400,1700000180,4,0,'secret/d',1,NULL);
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
INSERT INTO "state" VALUES(5,4,1700000180,X'DFF9389388E92125C29A83E8C44AEFFA',X'',0,0,50,0);
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
INSERT INTO "tagged" VALUES(1,0,1);
INSERT INTO "tagged" VALUES(3,0,1);
INSERT INTO "tagged" VALUES(4,0,1);
INSERT INTO "tagged" VALUES(5,0,1);
INSERT INTO "tagged" VALUES(1,1,2);
INSERT INTO "tagged" VALUES(4,1,3);
INSERT INTO "tagged" VALUES(2,0,4);
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
INSERT INTO "tags" VALUES(1,'fruit','fruit','fruit',1700000000,1700000060,2);
INSERT INTO "tags" VALUES(2,'red','red','red',1700000000,1700000000,1);
INSERT INTO "tags" VALUES(3,'blue','blue','blue',1700000060,1700000060,2);
INSERT INTO "tags" VALUES(4,'sweet','sweet','sweet',1700000060,1700000120,3);
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
CREATE INDEX sources_private ON sources (private) WHERE private != 0;
CREATE INDEX sources_changed ON sources (changed) WHERE gone = 0 AND private = 0;
CREATE INDEX filed_on_page ON filed (archive, page);
CREATE UNIQUE INDEX scans_wished ON scans (state) WHERE state = 'wished';
CREATE INDEX notices_due ON notices (hub, due);
CREATE UNIQUE INDEX states_of_document ON states (document, tag);
CREATE INDEX entries_of_source_withdrawn ON entries (source, withdrawn) WHERE withdrawn IS NOT NULL;
CREATE INDEX entries_of_story ON entries (story) WHERE story IS NOT NULL;
CREATE INDEX entries_latest_withdrawn ON entries (withdrawn) WHERE withdrawn IS NOT NULL;
CREATE INDEX entries_newest ON entries (published, "row", source, story) WHERE withdrawn IS NULL;
CREATE INDEX entries_of_source ON entries (source, published) WHERE withdrawn IS NULL;
CREATE INDEX entries_withdrawn ON entries ("key") WHERE withdrawn IS NOT NULL;
CREATE INDEX entries_missing ON entries ("key") WHERE missing IS NOT NULL;
CREATE INDEX revisions_of_entry ON revisions (entry);
CREATE INDEX sightings_of_entry ON sightings (entry);
CREATE INDEX tagged_with ON tagged (tag);
DELETE FROM "sqlite_sequence";
CREATE VIRTUAL TABLE words USING fts5(title, text, content='', tokenize="unicode61 remove_diacritics 2 categories 'L* M* N* Co'");
INSERT INTO words (rowid, title, text) VALUES (1, 'Apples ripen', 'They are red.');
INSERT INTO words (rowid, title, text) VALUES (2, 'Figs ripen', 'They are sweet.');
INSERT INTO words (rowid, title, text) VALUES (3, 'Pears ripen', 'They are green.');
INSERT INTO words (rowid, title, text) VALUES (4, 'Plums ripen', 'They are blue.');
INSERT INTO words (rowid, title, text) VALUES (5, 'Otters are back', 'They swim.');
COMMIT;
