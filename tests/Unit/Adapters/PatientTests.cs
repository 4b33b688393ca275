using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using Xunit;

namespace IntegrationHub.Unit.Adapters;

public sealed class PatientTests
{
    [Theory]
    [InlineData("M", AdministrativeGender.Male, null, null)]
    [InlineData("1", AdministrativeGender.Male, FhirNames.Sex, "1")]
    [InlineData("2", AdministrativeGender.Female, FhirNames.Sex, "2")]
    [InlineData("0", AdministrativeGender.Unknown, FhirNames.Sex, "0")]
    [InlineData("9", AdministrativeGender.Unknown, FhirNames.Sex, "9")]
    [InlineData("男", AdministrativeGender.Male, "urn:hub:county:pid-8", "男")]
    [InlineData("女", AdministrativeGender.Female, "urn:hub:county:pid-8", "女")]
    [InlineData("X", AdministrativeGender.Unknown, FhirNames.Sex, "X")]
    public void The_sex_is_understood_and_the_original_is_kept(
        string sent, AdministrativeGender gender, string? system, string? original)
    {
        var patient = Patient($"PID|1||1||测试||1980|{sent}");

        var kept = patient.GenderElement!.GetExtensionValue<Coding>(FhirNames.OriginalCode);
        Assert.Equal((gender, system, original), (patient.Gender, kept?.System, kept?.Code));
    }

    [Theory]
    [InlineData("张三", "张三", null, null)]
    [InlineData("张^三", "张三", "张", "三")]
    [InlineData("Smith^John", "John Smith", "Smith", "John")]
    [InlineData("欧阳^娜^^^^^L", "欧阳娜", "欧阳", "娜")]
    public void The_name_always_has_its_text_and_is_split_when_the_sender_splits_it(
        string sent, string text, string? family, string? given)
    {
        var name = Patient($"PID|1||1||{sent}||1980|M").Name.Single();

        Assert.Equal((text, family, given), (name.Text, name.Family, name.Given.FirstOrDefault()));
    }

    [Theory]
    [InlineData("7^^^^MR", "urn:hub:county:mr|7")]
    [InlineData("7", "urn:hub:county:mr|7")]
    [InlineData("7^^^CITY01^MR", "urn:hub:city:mr|7")]
    [InlineData("7^^^^PI^CITY01", "urn:hub:city:mr|7")]
    [InlineData("7^^^^PPN", "urn:hub:county:ppn|7")]
    [InlineData("7^^^^HC", "urn:oid:2.16.156.10011.1.19|7")]
    [InlineData("7^^^X&2.16.156.10011.1.2&ISO", "urn:oid:2.16.156.10011.1.2|7")]
    [InlineData("11010519491231002X^^^^NI", "urn:oid:2.16.156.10011.1.3|11010519491231002X")]
    [InlineData("11010519491231002x^^^^身份证", "urn:oid:2.16.156.10011.1.3|11010519491231002X")]
    [InlineData("11010519491231002X^^^^01", "urn:oid:2.16.156.10011.1.3|11010519491231002X")]
    [InlineData("11010519491231002X", "urn:hub:county:mr|11010519491231002X urn:oid:2.16.156.10011.1.3|11010519491231002X")]
    [InlineData("110105194912310020^^^^NI", "urn:hub:id-card-unverified|110105194912310020")]
    [InlineData("7^^^^MR~~8^^^^VN~7^^^^MR", "urn:hub:county:mr|7 urn:hub:county:vn|8")]
    public void A_number_gets_the_system_of_who_gave_it(string sent, string identifiers) =>
        Assert.Equal(
            identifiers.Split(' '),
            Patient($"PID|1||{sent}||测试||194912|F").Identifier.Select(i => $"{i.System}|{i.Value}"));

    [Fact]
    public void An_ID_number_that_contradicts_birth_date_and_sex_is_kept_with_two_warnings()
    {
        var conversion = Convert("PID|1||11010519491231002X^^^^NI||测试||19500101|M");

        Assert.Equal(["PID-7", "PID-8"], conversion.Warnings.Select(w => w.Path));
        Assert.All(conversion.Warnings, w => Assert.Equal(HubErrorCode.FieldMalformed, w.Code));
    }

    [Theory]
    [InlineData("1949", "1949")]
    [InlineData("194912", "1949-12")]
    [InlineData("19491231", "1949-12-31")]
    [InlineData("19491231083000", "1949-12-31")]
    public void The_birth_date_keeps_its_precision(string sent, string date) =>
        Assert.Equal(date, Patient($"PID|1||1||测试||{sent}|F").BirthDate);

    [Fact]
    public void An_unusable_birth_date_is_a_warning_and_stays_unread()
    {
        var conversion = Convert("PID|1||1||测试||19491399|F");

        Assert.Null(conversion.The<Patient>().BirthDate);
        Assert.Equal((HubErrorCode.FieldMalformed, "PID-7"),
            conversion.Warnings.Select(w => (w.Code, w.Path)).Single());
        Assert.Equal(["PID-7"], conversion.Unread.Select(p => p.ToString()));
    }

    [Fact]
    public void What_the_sender_deletes_with_two_quotes_is_left_out_and_counted_as_read()
    {
        var conversion = Convert("PID|1||1||测试||\"\"|F|||||\"\"");

        Assert.Null(conversion.The<Patient>().BirthDate);
        Assert.Empty(conversion.Unread);
        Assert.Empty(conversion.Warnings);
    }

    [Fact]
    public void A_division_code_in_an_address_is_told_from_a_name()
    {
        var address = Patient("PID|1||1||测试||1980|F|||中心路1号^^410100^410000^450000^^H^^410106").Address.Single();

        Assert.Equal("410106", address.GetExtensionValue<Code>(FhirNames.DivisionCode)?.Value);
        Assert.Equal(("中心路1号", null, null), (address.Text, address.City, address.District));
    }

    private static Patient Patient(string pid) => Convert(pid).The<Patient>();

    private static IntegrationHub.Adapters.Conversion Convert(string pid) =>
        Message.Convert(string.Join('\r', Message.Header("ADT^A08"), pid)).Value;
}
