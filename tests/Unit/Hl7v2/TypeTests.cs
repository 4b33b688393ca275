using IntegrationHub.Contracts;
using IntegrationHub.Hl7v2;
using Xunit;

namespace IntegrationHub.Unit.Hl7v2;

public sealed class TypeTests
{
    [Fact]
    public void An_identifier_names_its_assigner()
    {
        var cx = Cx.Read(Field("P1^7^M10^H1&1.2.3&ISO^MR^H2^2020^2030"));

        Assert.Equal(
            ("P1", "7", "M10", "H1", "1.2.3", "ISO", "MR", "H2", "2020", "2030"),
            (cx.Id, cx.CheckDigit, cx.CheckDigitScheme, cx.AssigningAuthority.NamespaceId,
                cx.AssigningAuthority.UniversalId, cx.AssigningAuthority.UniversalIdType, cx.TypeCode,
                cx.AssigningFacility.NamespaceId,
                cx.EffectiveDate.Text, cx.ExpirationDate.Text));
        Assert.Equal((null, null), (Cx.Read(Field("\"\"")).Id, Cx.Read(default).AssigningAuthority.NamespaceId));
    }

    [Theory]
    [InlineData("张三", "张三")]
    [InlineData("张^三", "张三")]
    [InlineData("欧阳^^娜娜", "欧阳娜娜")]
    [InlineData("Smith^John^Q", "John Q Smith")]
    [InlineData("Smith&von^John", "John Smith")]
    [InlineData("𠮷^田", "𠮷田")]
    [InlineData("", null)]
    public void A_name_is_said_as_its_language_says_it(string raw, string? full) =>
        Assert.Equal(full, Xpn.Read(Field(raw)).FullName);

    [Fact]
    public void A_name_has_parts()
    {
        var name = Xpn.Read(Field("Smith^John^Q^Jr^Dr^MD^L^A"));

        Assert.Equal(
            ("Smith", "John", "Q", "Jr", "Dr", "L", "A"),
            (name.Family, name.Given, name.Middle, name.Suffix, name.Prefix, name.TypeCode, name.Representation));
    }

    [Fact]
    public void A_member_of_staff_has_number_and_name()
    {
        var staff = Xcn.Read(Field("1001^李^四^^^Dr^^^H1&9&ISO^L^^^EI^H1"));

        Assert.Equal(
            ("1001", "李四", "Dr", "9", "EI", "H1"),
            (staff.Id, staff.FullName, staff.Prefix, staff.AssigningAuthority.UniversalId, staff.TypeCode,
                staff.AssigningFacility.NamespaceId));
    }

    [Fact]
    public void An_address_has_parts()
    {
        var home = Xad.Read(Field("人民路1号&人民路&1^2单元^资阳市^四川省^641300^CN^H^^雁江区"));

        Assert.Equal(
            ("人民路1号", "2单元", "资阳市", "四川省", "641300", "CN", "H", null, "雁江区"),
            (home.Street, home.OtherDesignation, home.City, home.State, home.Zip, home.Country, home.TypeCode,
                home.OtherGeographic, home.County));
    }

    [Theory]
    [InlineData("13900000000^PRN^CP", "13900000000")]
    [InlineData("^PRN^PH^^86^28^5551234^7", "+86 28-5551234-7")]
    [InlineData("^WPN^PH^^^^5551234", "5551234")]
    [InlineData("x^^^^^^^^^^^13900000001", "13900000001")]
    [InlineData("^NET^Internet^a@b.cn", null)]
    public void A_telephone_number_is_found_wherever_it_was_put(string raw, string? number) =>
        Assert.Equal(number, Xtn.Read(Field(raw)).Number);

    [Fact]
    public void An_organisation_is_known_by_its_newer_number_first()
    {
        var xon = Xon.Read(Field("县医院^L^7^^^A^XX^^^H1"));

        Assert.Equal(("县医院", "H1"), (xon.Name, xon.Id));
        Assert.Equal("7", Xon.Read(Field("县医院^L^7")).Id);
    }

    [Fact]
    public void A_place_has_ward_room_and_bed()
    {
        var bed = Pl.Read(Field("内一科^301^12^H1&9&ISO^^N^3号楼^3^三楼东"));

        Assert.Equal(
            ("内一科", "301", "12", "H1", "N", "3号楼", "3", "三楼东"),
            (bed.PointOfCare, bed.Room, bed.Bed, bed.Facility.NamespaceId, bed.LocationType, bed.Building, bed.Floor,
                bed.Description));
    }

    [Fact]
    public void A_coded_value_has_up_to_three_codings_and_the_words_of_its_author()
    {
        var code = Cwe.Read(Field("1554-5^Glucose^LN^GLU^血糖^99L^2.7^1^空腹血糖^X^Y^Z"));

        Assert.Equal(
            ("1554-5", "Glucose", "LN", "GLU", "血糖", "99L", "2.7", "1", "空腹血糖", "X", "Y", "Z"),
            (code.Code, code.Display, code.System, code.AlternateCode, code.AlternateDisplay, code.AlternateSystem,
                code.SystemVersion, code.AlternateSystemVersion, code.OriginalText, code.SecondAlternateCode,
                code.SecondAlternateDisplay, code.SecondAlternateSystem));
    }

    [Theory]
    [InlineData("5.60", "5.60")]
    [InlineData("-0.1", "-0.1")]
    [InlineData("+12", "12")]
    [InlineData(" 7 ", "7")]
    public void A_number_keeps_its_digits(string raw, string number) =>
        Assert.Equal(
            number, Nm.Read(Field(raw)).Value.ToString(System.Globalization.CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("5,6")]
    [InlineData("1e3")]
    [InlineData(">5")]
    [InlineData("99999999999999999999999999999999")]
    public void What_is_no_number_is_refused(string raw) =>
        Assert.Equal(
            [new HubError(HubErrorCode.FieldMalformed, "The value is not a decimal number.", "ZZZ-1")],
            Nm.Read(Field(raw)).Errors);

    [Fact]
    public void A_structured_number_has_comparator_and_range()
    {
        var (more, range) = (Sn.Read(Field(">^100")), Sn.Read(Field("^1^:^128")));

        Assert.Equal(
            (">", 100m, null, true),
            (more.Comparator, Nm.Read(more.First).Value, more.Separator, more.Second.IsAbsent));
        Assert.Equal(
            (null, 1m, ":", 128m),
            (range.Comparator, Nm.Read(range.First).Value, range.Separator, Nm.Read(range.Second).Value));
    }

    [Fact]
    public void Timing_has_quantity_duration_and_range()
    {
        var tq = Tq.Read(Field("1&ml^Q8H^M30^20260310090000^20260310093000^S"));
        var dr = Dr.Read(Field("2026^2027"));

        Assert.Equal(
            ("1", "ml", "Q8H", "M30", "20260310090000", "20260310093000", "S"),
            (tq.Quantity.Quantity.Text, tq.Quantity.Unit.Code, tq.Interval, tq.Duration, tq.Start.Text, tq.End.Text,
                tq.Priority));
        Assert.Equal(("2026", "2027"), (dr.Start.Text, dr.End.Text));
    }

    [Theory]
    [InlineData("LIS^AP^PDF^Base64^JVBERi0=", "%PDF-")]
    [InlineData("LIS^AP^PDF^Base64^JVBE\\.br\\Ri0=", "%PDF-")]
    [InlineData("LIS^AP^PDF^Hex^255044462d", "%PDF-")]
    [InlineData("LIS^TEXT^^A^a\\F\\b", "a|b")]
    public void A_document_is_decoded(string raw, string content) =>
        Assert.Equal(content, System.Text.Encoding.UTF8.GetString(Ed.Read(Field(raw)).Bytes().Value));

    [Theory]
    [InlineData("LIS^AP^PDF^Base64^JVBE*", HubErrorCode.FieldMalformed, "The value is not Base64.", "ZZZ-1(1).5")]
    [InlineData("LIS^AP^PDF^Hex^2", HubErrorCode.FieldMalformed, "The value is not hexadecimal.", "ZZZ-1(1).5")]
    [InlineData("LIS^AP^PDF^UU^x", HubErrorCode.FieldMalformed, "The value is not Base64, Hex or A.", "ZZZ-1(1).4")]
    [InlineData("LIS^AP^PDF^Base64", HubErrorCode.FieldMissing, "The content of a document is required and absent.",
        "ZZZ-1(1).5")]
    public void A_document_that_cannot_be_decoded_says_why(string raw, HubErrorCode code, string reason, string path) =>
        Assert.Equal(
            [new HubError(code, reason, path.Replace("(1)", "", StringComparison.Ordinal))],
            Ed.Read(Field(raw)).Bytes().Errors);

    [Fact]
    public void A_pointer_and_an_entity_are_read()
    {
        var (rp, ei) = (Rp.Read(Field("http://pacs/1^PACS^IM^DICOM")), Ei.Read(Field("O1^H1^1.2^ISO")));

        Assert.Equal(
            ("http://pacs/1", "PACS", "IM", "DICOM"),
            (rp.Reference, rp.Application.NamespaceId, rp.DataType, rp.Subtype));
        Assert.Equal(("O1", "H1", "1.2", "ISO"), (ei.Id, ei.NamespaceId, ei.UniversalId, ei.UniversalIdType));
    }

    private static Hl7Value Field(string raw) => MessageParserTests.Parse("MSH|^~\\&|A\rZZZ|" + raw)["ZZZ-1"];
}
