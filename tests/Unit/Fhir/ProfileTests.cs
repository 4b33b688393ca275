using System.Text.Json;
using Hl7.Fhir.Model;
using Hl7.Fhir.Utility;
using IntegrationHub.Fhir;
using IntegrationHub.Shared.Processes;
using Xunit;

namespace IntegrationHub.Unit.Fhir;

/// <summary>The profiles of fhir-profiles/: what the converter writes fits them, and each rule refuses what it should.
/// </summary>
public sealed class ProfileTests
{
    private static readonly ProfileValidator Validator = new(ProfileSet.BuiltIn);

    private static readonly string Examples = Path.Combine(RepositoryRoot.Path, "fhir-profiles", "examples");

    public static TheoryData<string> Valid => Names("valid");

    public static TheoryData<string> Invalid => Names("invalid");

    public static TheoryData<string> Cases =>
        [.. Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "contracts", "his"), "out.bundle.json",
            SearchOption.AllDirectories).Select(f => Path.GetRelativePath(RepositoryRoot.Path, f)).Order()];

    [Theory]
    [MemberData(nameof(Valid))]
    public void A_valid_example_has_no_findings(string name) =>
        Assert.Empty(Validator.Validate(Read(File.ReadAllText(Path.Combine(Examples, "valid", name))), []));

    [Theory]
    [MemberData(nameof(Invalid))]
    public void An_invalid_example_has_exactly_the_findings_it_names(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Examples, "invalid", name)));
        var expected = document.RootElement.GetProperty("issues").EnumerateArray().Select(i => i.GetString()!).Order();

        var found = Validator.Validate(Read(document.RootElement.GetProperty("resource").GetRawText()), []);

        Assert.Equal(expected, found.Select(Line).Order());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void What_the_converter_writes_fits_the_profiles(string file)
    {
        var bundle = (Bundle)Read(File.ReadAllText(Path.Combine(RepositoryRoot.Path, file)));

        var findings = bundle.Entry.SelectMany(e => Validator.Validate(e.Resource!, ProfilesOf(e.Resource!)));

        Assert.Empty(findings.Where(f => f.Severity == OperationOutcome.IssueSeverity.Error).Select(Line));
    }

    [Fact]
    public void Every_definition_is_valid_R4_itself_and_every_profile_has_a_valid_example()
    {
        var files = Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "fhir-profiles"), "*.json",
            SearchOption.AllDirectories).Where(f => !f.Contains("examples") && Path.GetFileName(f) != "package.json");
        foreach (var file in files)
            Assert.Empty(FhirInput.ReadJson(File.ReadAllBytes(file)).Errors);

        var shown = Directory.EnumerateFiles(Path.Combine(Examples, "valid"))
            .SelectMany(f => Validator.Claims(Read(File.ReadAllText(f)))).Order();
        Assert.Equal(ProfileSet.BuiltIn.Definitions.OfType<StructureDefinition>()
            .Where(d => d.Kind == StructureDefinition.StructureDefinitionKind.Resource).Select(d => d.Url).Order(), shown);
    }

    [Fact]
    public void A_profile_nobody_knows_is_an_error() => Assert.Equal(
        ["error not-found Patient"],
        Validator.Validate(new Patient { Active = true }, ["http://nowhere/profile"]).Select(Line));

    private static IReadOnlyList<string> ProfilesOf(Resource resource) => resource switch
    {
        Patient => ["urn:hub:profile:patient"],
        Encounter => ["urn:hub:profile:encounter"],
        ServiceRequest s when s.Category.Exists(c => c.Text == "转诊") => ["urn:hub:profile:referral-request"],
        Hl7.Fhir.Model.Task t when t.BusinessStatus is not null => ["urn:hub:profile:referral-task"],
        Observation => ["urn:hub:profile:result-observation"],
        DiagnosticReport => ["urn:hub:profile:report"],
        Appointment => ["urn:hub:profile:appointment"],
        Organization => ["urn:hub:profile:organization"],
        Specimen => ["urn:hub:profile:specimen"],
        _ => [],
    };

    private static Resource Read(string json) => FhirJson.TryParse(json).Value;

    private static string Line(Finding f) => $"{f.Severity.GetLiteral()} {f.Type.GetLiteral()} {f.Path}";

    private static TheoryData<string> Names(string folder) =>
        [.. Directory.EnumerateFiles(Path.Combine(Examples, folder)).Select(f => Path.GetFileName(f)!).Order()];
}
