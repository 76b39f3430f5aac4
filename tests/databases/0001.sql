BEGIN TRANSACTION;
CREATE TABLE alarm (
	id INTEGER NOT NULL,
	"key" VARCHAR(400) NOT NULL,
	kind VARCHAR(64) NOT NULL,
	severity VARCHAR(64) NOT NULL,
	site VARCHAR(64) NOT NULL,
	device VARCHAR(64),
	fridge VARCHAR(64),
	subject VARCHAR(200) NOT NULL,
	opened_at BIGINT NOT NULL,
	closed_at BIGINT,
	changed_at BIGINT NOT NULL,
	data TEXT NOT NULL,
	CONSTRAINT pk_alarm PRIMARY KEY (id)
);
INSERT INTO "alarm" VALUES(1,'excursion/750012345/pi-1/fridge-1-top-hot-9f3c-7-1000','excursion','alarm','750012345','pi-1','fridge-1','top',1795262406000,1795262409000,1795262400000,'{"episode": "fridge-1-top-hot-9f3c-7-1000", "fridge": "fridge-1", "sensor": "top", "rule": {"key": "hot", "compare": ">", "limit_mc": 8000, "on_s": 600, "severity": "alarm"}, "from_up": 1000, "from_at": 1795262400000, "to_up": 9000, "to_at": 1795262409000, "over_s": 900, "unknown_s": 0, "extreme_mc": 9300, "last_mc": 9200, "open": false, "stream": "s-1"}');
INSERT INTO "alarm" VALUES(2,'sensor_failed/750012345/pi-1/fridge-1/top','sensor_failed','alarm','750012345','pi-1','fridge-1','top',1795262411000,NULL,1795262400000,'{"fridge": "fridge-1", "sensor": "top", "reason": "no_answer", "detail": "", "stream": "s-1"}');
INSERT INTO "alarm" VALUES(3,'excursion/750012345/pi-1/fridge-1-top-hot-9f3c-7-2000','excursion','alarm','750012345','pi-1','fridge-1','top',1795262412000,NULL,1795262400000,'{"episode": "fridge-1-top-hot-9f3c-7-2000", "fridge": "fridge-1", "sensor": "top", "rule": {"key": "hot", "compare": ">", "limit_mc": 8000, "on_s": 600, "severity": "alarm"}, "from_up": 1000, "from_at": 1795262400000, "to_up": null, "to_at": null, "over_s": 60, "unknown_s": 0, "extreme_mc": 9300, "last_mc": 9200, "open": true, "stream": "s-1"}');
INSERT INTO "alarm" VALUES(4,'rejected/750012345/pi-1','rejected','warning','750012345','pi-1',NULL,'pi-1',1795262400000,NULL,1795262400000,'{"reason": "frame: expected UTF-8 JSON, found Expecting value: line 1 column 1 (char 0)", "seq": null}');
INSERT INTO "alarm" VALUES(5,'fork/750012345/pi-1','fork','alarm','750012345','pi-1',NULL,'pi-1',1795262400000,NULL,1795262400000,'{"stream": "s-1", "seq": 4}');
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL,
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE command (
	id VARCHAR(64) NOT NULL,
	site VARCHAR(64) NOT NULL,
	fridge VARCHAR(64) NOT NULL,
	line VARCHAR(64) NOT NULL,
	act VARCHAR(64) NOT NULL,
	who VARCHAR(200) NOT NULL,
	reason TEXT NOT NULL,
	asked_at BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	state VARCHAR(64) NOT NULL,
	answer_reason TEXT,
	CONSTRAINT pk_command PRIMARY KEY (id)
);
INSERT INTO "command" VALUES('1005a0e6c69e1f9f','750012345','fridge-1','L0001-aa','release','Mme Roux','avis du laboratoire',1795262400000,1795867200000,'pending',NULL);
CREATE TABLE device (
	site VARCHAR(64) NOT NULL,
	name VARCHAR(64) NOT NULL,
	online BOOLEAN NOT NULL,
	seen_at BIGINT,
	hello TEXT,
	stream_id INTEGER,
	power_lost BOOLEAN NOT NULL,
	rejected BIGINT DEFAULT '0' NOT NULL,
	duplicates BIGINT DEFAULT '0' NOT NULL,
	CONSTRAINT pk_device PRIMARY KEY (site, name),
	CONSTRAINT fk_device_stream_id FOREIGN KEY(stream_id) REFERENCES stream (id)
);
INSERT INTO "device" VALUES('750012345','pi-1',1,1795262400000,'{"online": true, "stream": "s-1", "first": 1, "last": 10, "receipted": null, "version": "0.1.0", "v": 1}',1,0,1,0);
CREATE TABLE event (
	id INTEGER NOT NULL,
	stream_id INTEGER NOT NULL,
	seq BIGINT NOT NULL,
	type VARCHAR(64) NOT NULL,
	at BIGINT,
	clock VARCHAR(64) NOT NULL,
	boot VARCHAR(64) NOT NULL,
	up BIGINT NOT NULL,
	data TEXT NOT NULL,
	extra TEXT,
	fridge VARCHAR(64),
	received_at BIGINT NOT NULL,
	dated_at BIGINT NOT NULL,
	dating VARCHAR(64) NOT NULL,
	copy BOOLEAN NOT NULL,
	digest BLOB NOT NULL,
	CONSTRAINT pk_event PRIMARY KEY (id),
	CONSTRAINT fk_event_stream_id FOREIGN KEY(stream_id) REFERENCES stream (id),
	CONSTRAINT uq_event_stream_id_seq UNIQUE (stream_id, seq)
);
INSERT INTO "event" VALUES(1,1,1,'device.booted',1795262401000,'synced','9f3c-7',1000,'{"version":"0.1.0"}',NULL,NULL,1795262400000,1795262401000,'device',0,X'BF1DE859579DFC0BC4FFCC9DD128C44CD97244709F6632B18EB9676A5C6BDA91');
INSERT INTO "event" VALUES(2,1,2,'stock.received',1795262402000,'synced','9f3c-7',2000,'{"fridge":"fridge-1","line":{"counts":{"discarded":0,"dispensed":0,"in_stock":10,"returned":0},"delivery":null,"doses_per_vial":6,"fridge":"fridge-1","gtin":"","holds":[],"label":"2026-12-21","limit_at":1797854400000,"limit_reason":"supplier_label","line":"L0001-aa","lot":"FT1234","printed":"2027-03-31","product":"comirnaty-30-purple","received_at":1795262400000,"received_up":0,"reserved_for":null,"rule":"comirnaty-30-purple@2022-03-04","thawed":null},"unit":null,"vials":10}',NULL,'fridge-1',1795262400000,1795262402000,'device',0,X'796E773C43F3F8676A6FF60D85BD9247A602B844200DE8603E2869D07F4F0EFC');
INSERT INTO "event" VALUES(3,1,3,'stock.received',1795262403000,'synced','9f3c-7',3000,'{"fridge":"fridge-1","line":{"counts":{"discarded":0,"dispensed":0,"in_stock":1,"returned":0},"delivery":null,"doses_per_vial":6,"fridge":"fridge-1","gtin":"","holds":[],"label":"2026-12-21","limit_at":1797854400000,"limit_reason":"supplier_label","line":"L0002-bb","lot":"FK7021","printed":"2027-03-31","product":"comirnaty-30-purple","received_at":1795262400000,"received_up":0,"reserved_for":null,"rule":"comirnaty-30-purple@2022-03-04","thawed":null},"unit":{"gtin":"03400900000003","line":"L0002-bb","serial":"S123","state":"in_stock","unit":"U0001-aa","vials":1},"vials":1}',NULL,'fridge-1',1795262400000,1795262403000,'device',0,X'717CE41139329600C50C1320F772D38D9C851B49AA7A92339988CBEF9451FBD3');
INSERT INTO "event" VALUES(4,1,4,'temperature.logged',1795262404000,'synced','9f3c-7',4000,'{"fridge":"fridge-1","from_up":0,"last_mc":5000,"max_mc":5000,"mean_mc":5000,"min_mc":5000,"n":12,"quality":"good","sensor":"top","unknown_s":0}',NULL,'fridge-1',1795262400000,1795262404000,'device',0,X'5BC007CAFF88040A6F9B2BB7FCE097EA4CA8AAB7EADB95B0288B6501575E3C99');
INSERT INTO "event" VALUES(5,1,5,'temperature.logged',1795262405000,'synced','9f3c-7',5000,'{"fridge":"fridge-1","from_up":0,"last_mc":9200,"max_mc":9200,"mean_mc":9200,"min_mc":9200,"n":12,"quality":"good","sensor":"top","unknown_s":0}',NULL,'fridge-1',1795262400000,1795262405000,'device',0,X'9075483A6D10AEB1469A36EDE9EEA0BCC930D552CED3816288931E20D187A9E5');
INSERT INTO "event" VALUES(6,1,6,'excursion.opened',1795262406000,'synced','9f3c-7',6000,'{"episode":"fridge-1-top-hot-9f3c-7-1000","extreme_mc":9300,"fridge":"fridge-1","from_at":1795262400000,"from_up":1000,"last_mc":9200,"open":true,"over_s":600,"rule":{"compare":">","key":"hot","limit_mc":8000,"on_s":600,"severity":"alarm"},"sensor":"top","to_at":null,"to_up":null,"unknown_s":0}',NULL,'fridge-1',1795262400000,1795262406000,'device',0,X'D9DFD30CCBBD0094E41197D8658DDB1EAC682EE021007FAEAF2E88D815A612D7');
INSERT INTO "event" VALUES(7,1,7,'stock.quarantined',1795262407000,'synced','9f3c-7',7000,'{"fridge":"fridge-1","line":"L0001-aa","reason":"excursion fridge-1-top-hot-9f3c-7-1000"}',NULL,'fridge-1',1795262400000,1795262407000,'device',0,X'5268AFCD0469DDC10CB693F8CB76C85502C2636052DD8DE4B4916E76AD481F1E');
INSERT INTO "event" VALUES(8,1,8,'stock.quarantined',1795262408000,'synced','9f3c-7',8000,'{"fridge":"fridge-1","line":"L0002-bb","reason":"excursion fridge-1-top-hot-9f3c-7-1000"}',NULL,'fridge-1',1795262400000,1795262408000,'device',0,X'5EF7EEABABE291A820092E2DEBF76B0A54B69C45184AC4BD26630BB6C7983892');
INSERT INTO "event" VALUES(9,1,9,'excursion.closed',1795262409000,'synced','9f3c-7',9000,'{"episode":"fridge-1-top-hot-9f3c-7-1000","extreme_mc":9300,"fridge":"fridge-1","from_at":1795262400000,"from_up":1000,"last_mc":9200,"open":false,"over_s":900,"rule":{"compare":">","key":"hot","limit_mc":8000,"on_s":600,"severity":"alarm"},"sensor":"top","to_at":1795262409000,"to_up":9000,"unknown_s":0}',NULL,'fridge-1',1795262400000,1795262409000,'device',0,X'F3C241648F49524D56DFE45F311DC4449A30478CEB46A66CAA63B5A3FA1FD08F');
INSERT INTO "event" VALUES(10,1,10,'stock.dispensed',1795262410000,'synced','9f3c-7',10000,'{"fridge":"fridge-1","line":"L0001-aa","unit":null,"vials":2}',NULL,'fridge-1',1795262400000,1795262410000,'device',0,X'04BDF24845F36E93E2DFD714DBF1186BCA508F04EAAB148E3C199DD3440F03C7');
INSERT INTO "event" VALUES(11,1,11,'sensor.failed',1795262411000,'synced','9f3c-7',11000,'{"detail":"","fridge":"fridge-1","reason":"no_answer","sensor":"top"}',NULL,'fridge-1',1795262400000,1795262411000,'device',0,X'4FCFE3EF3D582CE1E17ED23985C890143CD76B32D2B3C22B8875FA257B623796');
INSERT INTO "event" VALUES(12,1,12,'excursion.opened',1795262412000,'synced','9f3c-7',12000,'{"episode":"fridge-1-top-hot-9f3c-7-2000","extreme_mc":9300,"fridge":"fridge-1","from_at":1795262400000,"from_up":1000,"last_mc":9200,"open":true,"over_s":60,"rule":{"compare":">","key":"hot","limit_mc":8000,"on_s":600,"severity":"alarm"},"sensor":"top","to_at":null,"to_up":null,"unknown_s":0}',NULL,'fridge-1',1795262400000,1795262412000,'device',0,X'3CCB4CB82CC515EAF08BDF89AC7E09495574E8750AC0B092244128097E3AFCC6');
INSERT INTO "event" VALUES(13,1,14,'door.opened',1795262414000,'synced','9f3c-7',14000,'{"fridge":"fridge-1"}',NULL,'fridge-1',1795262400000,1795262414000,'device',0,X'76D64C45A8713E7AAAC6C9DDB1248B326D6719852E9143AE2998698DDA4D710B');
CREATE TABLE fork (
	id INTEGER NOT NULL,
	stream_id INTEGER NOT NULL,
	seq BIGINT NOT NULL,
	raw BLOB NOT NULL,
	digest BLOB NOT NULL,
	received_at BIGINT NOT NULL,
	CONSTRAINT pk_fork PRIMARY KEY (id),
	CONSTRAINT fk_fork_stream_id FOREIGN KEY(stream_id) REFERENCES stream (id),
	CONSTRAINT uq_fork_stream_id_seq_digest UNIQUE (stream_id, seq, digest)
);
INSERT INTO "fork" VALUES(1,1,4,X'7B226174223A313739353236323430343030302C22626F6F74223A22396633632D37222C22636C6F636B223A2273796E636564222C2264617461223A7B22667269646765223A226672696467652D31227D2C22736571223A342C2274797065223A22646F6F722E636C6F736564222C227570223A343030307D',X'4C8ADBB021FD3F25F1CD9E704C01DAE419E27EA18152AD22F78B68F1935CACE6',1795262400000);
CREATE TABLE fridge (
	site VARCHAR(64) NOT NULL,
	id VARCHAR(64) NOT NULL,
	name VARCHAR(200) NOT NULL,
	CONSTRAINT pk_fridge PRIMARY KEY (site, id)
);
CREATE TABLE lost (
	stream_id INTEGER NOT NULL,
	from_seq BIGINT NOT NULL,
	to_seq BIGINT NOT NULL,
	CONSTRAINT pk_lost PRIMARY KEY (stream_id, from_seq, to_seq),
	CONSTRAINT fk_lost_stream_id FOREIGN KEY(stream_id) REFERENCES stream (id)
);
CREATE TABLE meta (
	"key" VARCHAR(64) NOT NULL,
	value TEXT NOT NULL,
	CONSTRAINT pk_meta PRIMARY KEY ("key")
);
INSERT INTO "meta" VALUES('store','3cd0b3f5493d4f5e');
CREATE TABLE notice (
	id INTEGER NOT NULL,
	alarm_id INTEGER NOT NULL,
	contact VARCHAR(200) NOT NULL,
	moment VARCHAR(64) NOT NULL,
	language VARCHAR(64) NOT NULL,
	state VARCHAR(64) NOT NULL,
	attempts INTEGER NOT NULL,
	last_error TEXT,
	next_at BIGINT,
	sent_at BIGINT,
	title TEXT NOT NULL,
	text TEXT NOT NULL,
	CONSTRAINT pk_notice PRIMARY KEY (id),
	CONSTRAINT fk_notice_alarm_id FOREIGN KEY(alarm_id) REFERENCES alarm (id),
	CONSTRAINT uq_notice_alarm_id_contact_moment UNIQUE (alarm_id, contact, moment)
);
INSERT INTO "notice" VALUES(1,1,'on call','opened','fr','waiting',0,NULL,1795262400000,NULL,'','');
INSERT INTO "notice" VALUES(2,2,'on call','opened','fr','waiting',0,NULL,1795262400000,NULL,'','');
INSERT INTO "notice" VALUES(3,3,'on call','opened','fr','waiting',0,NULL,1795262400000,NULL,'','');
INSERT INTO "notice" VALUES(4,4,'on call','opened','fr','waiting',0,NULL,1795262400000,NULL,'','');
INSERT INTO "notice" VALUES(5,5,'on call','opened','fr','waiting',0,NULL,1795262400000,NULL,'','');
CREATE TABLE reading (
	site VARCHAR(64) NOT NULL,
	fridge VARCHAR(64) NOT NULL,
	device VARCHAR(64) NOT NULL,
	sensor VARCHAR(64) NOT NULL,
	at BIGINT NOT NULL,
	stream_id INTEGER NOT NULL,
	seq BIGINT NOT NULL,
	last_mc BIGINT,
	min_mc BIGINT,
	max_mc BIGINT,
	mean_mc BIGINT,
	unknown_s BIGINT NOT NULL,
	quality VARCHAR(64) NOT NULL,
	CONSTRAINT pk_reading PRIMARY KEY (site, fridge, device, sensor, at, stream_id, seq),
	CONSTRAINT fk_reading_stream_id FOREIGN KEY(stream_id) REFERENCES stream (id)
);
INSERT INTO "reading" VALUES('750012345','fridge-1','pi-1','top',1795262404000,1,4,5000,5000,5000,5000,0,'good');
INSERT INTO "reading" VALUES('750012345','fridge-1','pi-1','top',1795262405000,1,5,9200,9200,9200,9200,0,'good');
CREATE TABLE rejected (
	id INTEGER NOT NULL,
	site VARCHAR(64) NOT NULL,
	device VARCHAR(64) NOT NULL,
	stream_id INTEGER,
	seq BIGINT,
	topic TEXT NOT NULL,
	reason TEXT NOT NULL,
	raw BLOB NOT NULL,
	digest BLOB NOT NULL,
	received_at BIGINT NOT NULL,
	CONSTRAINT pk_rejected PRIMARY KEY (id),
	CONSTRAINT fk_rejected_stream_id FOREIGN KEY(stream_id) REFERENCES stream (id),
	CONSTRAINT uq_rejected_stream_id_seq UNIQUE (stream_id, seq)
);
INSERT INTO "rejected" VALUES(1,'750012345','pi-1',NULL,NULL,'vigifroid/v1/750012345/pi-1/up','frame: expected UTF-8 JSON, found Expecting value: line 1 column 1 (char 0)',X'6E6F74206A736F6E',X'7CCFA1FBF3940E6F0C0375D87C0F9235A50514E14CB427BDFAF5077987B26CCF',1795262400000);
CREATE TABLE sensor_now (
	site VARCHAR(64) NOT NULL,
	fridge VARCHAR(64) NOT NULL,
	device VARCHAR(64) NOT NULL,
	sensor VARCHAR(64) NOT NULL,
	stream_id INTEGER NOT NULL,
	seq BIGINT NOT NULL,
	last_mc BIGINT,
	at BIGINT NOT NULL,
	heard_at BIGINT NOT NULL,
	quality VARCHAR(64) NOT NULL,
	CONSTRAINT pk_sensor_now PRIMARY KEY (site, fridge, device, sensor),
	CONSTRAINT fk_sensor_now_stream_id FOREIGN KEY(stream_id) REFERENCES stream (id)
);
INSERT INTO "sensor_now" VALUES('750012345','fridge-1','pi-1','top',1,11,NULL,1795262411000,1795262400000,'no_answer');
CREATE TABLE site (
	id VARCHAR(64) NOT NULL,
	name VARCHAR(200) NOT NULL,
	rule TEXT NOT NULL,
	CONSTRAINT pk_site PRIMARY KEY (id)
);
INSERT INTO "site" VALUES('750012345','Centre','CET-1CEST,M3.5.0,M10.5.0/3');
CREATE TABLE stock_line (
	site VARCHAR(64) NOT NULL,
	fridge VARCHAR(64) NOT NULL,
	line VARCHAR(64) NOT NULL,
	device VARCHAR(64) NOT NULL,
	product VARCHAR(200),
	gtin VARCHAR(64) NOT NULL,
	lot VARCHAR(64) NOT NULL,
	in_stock BIGINT NOT NULL,
	doses_per_vial BIGINT,
	limit_at BIGINT,
	state TEXT NOT NULL,
	CONSTRAINT pk_stock_line PRIMARY KEY (site, fridge, line)
);
INSERT INTO "stock_line" VALUES('750012345','fridge-1','L0001-aa','pi-1','comirnaty-30-purple','','FT1234',8,6,1797854400000,'{"counts": {"in_stock": 8, "dispensed": 2, "returned": 0, "discarded": 0}, "delivery": null, "doses_per_vial": 6, "fridge": "fridge-1", "gtin": "", "holds": ["quarantined"], "label": "2026-12-21", "limit_at": 1797854400000, "limit_reason": "supplier_label", "line": "L0001-aa", "lot": "FT1234", "printed": "2027-03-31", "product": "comirnaty-30-purple", "received_at": 1795262400000, "received_up": 0, "reserved_for": null, "rule": "comirnaty-30-purple@2022-03-04", "thawed": null}');
INSERT INTO "stock_line" VALUES('750012345','fridge-1','L0002-bb','pi-1','comirnaty-30-purple','','FK7021',1,6,1797854400000,'{"counts": {"in_stock": 1, "dispensed": 0, "returned": 0, "discarded": 0}, "delivery": null, "doses_per_vial": 6, "fridge": "fridge-1", "gtin": "", "holds": ["quarantined"], "label": "2026-12-21", "limit_at": 1797854400000, "limit_reason": "supplier_label", "line": "L0002-bb", "lot": "FK7021", "printed": "2027-03-31", "product": "comirnaty-30-purple", "received_at": 1795262400000, "received_up": 0, "reserved_for": null, "rule": "comirnaty-30-purple@2022-03-04", "thawed": null}');
CREATE TABLE stream (
	id INTEGER NOT NULL,
	site VARCHAR(64) NOT NULL,
	device VARCHAR(64) NOT NULL,
	name VARCHAR(64) NOT NULL,
	upto BIGINT DEFAULT '0' NOT NULL,
	top BIGINT DEFAULT '0' NOT NULL,
	first_at BIGINT NOT NULL,
	last_at BIGINT NOT NULL,
	wanted_at BIGINT,
	CONSTRAINT pk_stream PRIMARY KEY (id),
	CONSTRAINT uq_stream_site_device_name UNIQUE (site, device, name)
);
INSERT INTO "stream" VALUES(1,'750012345','pi-1','s-1',12,14,1795262400000,1795262400000,1795262400000);
CREATE TABLE unit (
	site VARCHAR(64) NOT NULL,
	fridge VARCHAR(64) NOT NULL,
	unit VARCHAR(64) NOT NULL,
	gtin VARCHAR(64) NOT NULL,
	serial VARCHAR(64) NOT NULL,
	line VARCHAR(64) NOT NULL,
	vials BIGINT NOT NULL,
	state VARCHAR(64) NOT NULL,
	since BIGINT,
	stream_id INTEGER NOT NULL,
	seq BIGINT NOT NULL,
	CONSTRAINT pk_unit PRIMARY KEY (site, fridge, unit),
	CONSTRAINT fk_unit_stream_id FOREIGN KEY(stream_id) REFERENCES stream (id)
);
INSERT INTO "unit" VALUES('750012345','fridge-1','U0001-aa','03400900000003','S123','L0002-bb',1,'in_stock',1795262403000,1,3);
CREATE INDEX ix_alarm_closed_at ON alarm (closed_at);
CREATE INDEX ix_alarm_key ON alarm ("key");
CREATE INDEX ix_command_state ON command (state);
CREATE INDEX ix_stock_line_in_stock_limit_at ON stock_line (in_stock, limit_at);
CREATE INDEX ix_event_fridge_type_id ON event (fridge, type, id);
CREATE INDEX ix_event_stream_id_boot_dating_seq ON event (stream_id, boot, dating, seq);
CREATE INDEX ix_notice_next_at ON notice (next_at);
CREATE INDEX ix_reading_site_fridge_at ON reading (site, fridge, at);
COMMIT;
