BEGIN TRANSACTION;
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
	PRIMARY KEY ("row"), 
	UNIQUE (id), 
	FOREIGN KEY(source) REFERENCES sources ("row")
);
INSERT INTO "entries" VALUES(1,X'81A042774E3F83A1BC22BB38ECA92D3C',2,X'DF3698B883B5B813E3A9E43416081A86','Plums ripen','They are blue.','<p>They are blue.</p>',NULL,NULL,1699996400,1699996400,1795343556);
INSERT INTO "entries" VALUES(2,X'49166A7F0F9985B4B39364BDE0B394E3',1,X'1A5EBCD7EA7927D6797363F6B39C223D','Pears ripen','They are green.','<p>They are green.</p>',NULL,NULL,1699996399,1699996399,NULL);
INSERT INTO "entries" VALUES(3,X'436B8065107E84F8965239A2CC62C768',1,X'2F94E81AB2B841C190A2A31953C6353F','Apples ripen','They are red.','<p>They are red.</p>',NULL,NULL,1699996400,1699996400,NULL);
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
INSERT INTO "files" VALUES('a.txt',80,1699996400000000000,2394222,X'64A60DEE90E2E70B90563E75D5941BA8',NULL,NULL);
CREATE TABLE scans (
	number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	state TEXT NOT NULL, 
	wished BIGINT NOT NULL, 
	started BIGINT, 
	ended BIGINT, 
	report TEXT, 
	error TEXT
);
CREATE TABLE sources (
	"row" INTEGER NOT NULL, 
	path TEXT NOT NULL, 
	name TEXT NOT NULL, 
	title TEXT NOT NULL, 
	language TEXT, 
	first_seen BIGINT NOT NULL, 
	changed BIGINT NOT NULL, 
	version INTEGER NOT NULL, 
	gone INTEGER NOT NULL, 
	PRIMARY KEY ("row"), 
	UNIQUE (path), 
	UNIQUE (name)
);
INSERT INTO "sources" VALUES(1,'a.txt','a','A',NULL,1699996400,1795343553,1,0);
INSERT INTO "sources" VALUES(2,'b.txt','b','B',NULL,1699996400,1795343556,2,1);
CREATE TABLE state (
	schema_version INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	changed BIGINT NOT NULL, 
	reading_rules BLOB NOT NULL, 
	presentation BLOB NOT NULL, 
	presented BIGINT NOT NULL
);
INSERT INTO "state" VALUES(1,2,1795343556,X'585754F97BA23791475D128A9ACBC878',X'',0);
CREATE UNIQUE INDEX scans_wished ON scans (state) WHERE state = 'wished';
CREATE INDEX entries_newest ON entries (published) WHERE withdrawn IS NULL;
CREATE INDEX entries_of_source_withdrawn ON entries (source, withdrawn) WHERE withdrawn IS NOT NULL;
CREATE INDEX entries_withdrawn ON entries ("key") WHERE withdrawn IS NOT NULL;
CREATE INDEX entries_of_source ON entries (source, published) WHERE withdrawn IS NULL;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('scans',2);
COMMIT;
