// A form that some other tool wrote as XForm XML: a pit is checked, with choices and look-ups in
// the form itself and in files beside it.
#pragma once

#include "support/folder.h"

#include <filesystem>
#include <string>

namespace adit::test {

inline const char* const kPitForm = R"x(<?xml version="1.0"?>
<!-- <html> in a comment is no root -->
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms">
<h:head><h:title>Pit check</h:title><model>
<itext>
<translation lang="English (en)" default="true()">
<text id="tool:1"><value>Shovel</value></text><text id="tool:2"><value>Drill</value></text>
<text id="pit"><value>Pit</value></text></translation>
<translation lang="French (fr)">
<text id="tool:1"><value>Pelle</value></text><text id="tool:2"><value>Foreuse</value></text>
<text id="pit"><value>Puits</value></text></translation>
</itext>
<instance><pit_check id="pit_check" version="7">
<pit/><tool/><village/><district/><hazard/><limit/><depth/>
<orx:meta><orx:instanceID/><orx:instanceName/></orx:meta></pit_check></instance>
<instance id="tools"><root><item><name>shovel</name><itextId>tool:1</itextId></item>
<item><name>drill</name><itextId>tool:2</itextId></item></root></instance>
<instance id="places" src="jr://file-csv/villages.csv"/>
<instance id="hazards" src="jr://file/hazards.geojson"/>
<instance id="limits" src="jr://file/limits.xml"/>
<bind nodeset="/pit_check/pit" required="true()"/>
<bind nodeset="/pit_check/district" calculate="instance('places')/root/item[name = /pit_check/village]/district"/>
<bind nodeset="/pit_check/limit" type="int" calculate="instance('limits')/limits/of[@tool = /pit_check/tool]/metres"/>
<bind nodeset="/pit_check/depth" type="int" constraint=". &lt;= /pit_check/limit" jr:constraintMsg="Too deep for this tool."/>
<bind nodeset="/pit_check/orx:meta/orx:instanceID" jr:preload="uid"/>
<bind nodeset="/pit_check/orx:meta/orx:instanceName" calculate="/pit_check/pit"/>
</model></h:head>
<h:body>
<input ref="/pit_check/pit"><label ref="jr:itext('pit')"/></input>
<select1 ref="/pit_check/tool"><label>Tool</label><itemset nodeset="instance('tools')/root/item">
<value ref="name"/><label ref="jr:itext(itextId)"/></itemset></select1>
<select1 ref="/pit_check/village"><label>Village</label>
<itemset nodeset="instance('places')/root/item"><value ref="name"/><label ref="label"/></itemset></select1>
<select1 ref="/pit_check/hazard"><label>Hazard</label>
<itemset nodeset="instance('hazards')/root/item"><value ref="id"/><label ref="title"/></itemset></select1>
<input ref="/pit_check/depth"><label>Depth</label></input>
</h:body></h:html>)x";

/// The form and the three files that it looks things up in.
inline void write_pit_form(const std::filesystem::path& folder) {
    std::filesystem::create_directories(folder / "pit_check-media");
    write_text(folder / "pit_check.xml", kPitForm);
    const auto media = folder / "pit_check-media";
    write_text(media / "villages.csv",
               "name,label,district\nv1,Kamituga,Mwenga\nv2,Prestea,Huni\n");
    write_text(media / "hazards.geojson",
               R"({"type":"FeatureCollection","features":[{"type":"Feature","id":"h1",
"properties":{"title":"Old shaft"},"geometry":{"type":"Point","coordinates":[28.2,-3.1]}}]})");
    write_text(media / "limits.xml",
               "<limits><of tool='shovel'><metres>10</metres></of>"
               "<of tool='drill'><metres>60</metres></of></limits>");
}

}  // namespace adit::test
