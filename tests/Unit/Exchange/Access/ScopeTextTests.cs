using IntegrationHub.Exchange;
using Xunit;

namespace IntegrationHub.Unit.Exchange;

/// <summary>Scopes as text and what follows from them.</summary>
public sealed class ScopeTextTests
{
    [Theory]
    [InlineData("system/Patient.rs", "system/Patient.rs")]
    [InlineData("system/Patient.read system/Patient.c", "system/Patient.crs")]
    [InlineData("system/Patient.write", "system/Patient.cud")]
    [InlineData("system/*.*", "system/*.cruds")]
    [InlineData("  system/Patient.r   system/*.s ", "system/*.s system/Patient.r")]
    public void Both_versions_of_SMART_are_read_and_the_second_is_written(string text, string written) =>
        Assert.Equal(written, ScopeText.Write(ScopeText.Read(text, ScopeText.OfSystem).Value));

    [Theory]
    [InlineData("")]
    [InlineData("system/Patient.")]
    [InlineData("system/Patient.sr")]
    [InlineData("system/Patient.rr")]
    [InlineData("system/Patient.x")]
    [InlineData("system/Patient.rs?category=x")]
    [InlineData("system/Nothing.rs")]
    [InlineData("system/Parameters.rs")]
    [InlineData("system/patient.rs")]
    [InlineData("system/.rs")]
    [InlineData("system/**.rs")]
    [InlineData("system/*")]
    [InlineData("System/Patient.rs")]
    [InlineData("user/Patient.rs")]
    [InlineData("patient/Patient.rs")]
    [InlineData("openid")]
    public void What_is_no_scope_of_a_system_is_refused(string text)
    {
        Assert.Single(ScopeText.Read(text, ScopeText.OfSystem).Errors);
        Assert.Empty(ScopeText.ReadKnown(text, ScopeText.OfSystem).Letters!);
    }

    [Theory]
    [InlineData("system/*.cruds", "system/Patient.rs", "system/Patient.rs")]
    [InlineData("system/Patient.rs", "system/*.cruds", "system/Patient.rs")]
    [InlineData("system/*.rs", "system/Patient.cruds system/*.s", "system/*.s system/Patient.rs")]
    [InlineData("system/Patient.rs system/Flag.c", "system/Patient.us", "system/Patient.s")]
    [InlineData("system/Patient.rs", "system/Observation.rs", "")]
    public void What_is_granted_is_what_was_asked_and_registered(string asked, string registered, string granted) =>
        Assert.Equal(
            granted,
            ScopeText.Write(ScopeText.Both(
                ScopeText.ReadKnown(asked, ScopeText.OfSystem), ScopeText.ReadKnown(registered, ScopeText.OfSystem))));

    [Fact]
    public void A_view_shows_the_types_that_may_be_read_or_searched()
    {
        var some = ScopeText.ReadKnown("system/Patient.r system/Observation.s system/Flag.cud", ScopeText.OfSystem);
        var all = ScopeText.ReadKnown("system/Patient.r system/*.s", ScopeText.OfSystem);

        Assert.Equal(["Observation", "Patient"], some.ReadableTypes!.Order());
        Assert.Equal(["Observation"], some.TypesWith('s')!);
        Assert.Null(all.ReadableTypes);
        Assert.Equal(["Patient"], all.TypesWith('r')!);
        Assert.Null(Scopes.Everything.ReadableTypes);
        Assert.Empty(new Scopes { Letters = new Dictionary<string, string>() }.ReadableTypes!);
        Assert.Empty((Scopes.Everything with { Letters = new Dictionary<string, string>() }).ReadableTypes!);
    }

    [Fact]
    public void No_scope_opens_nothing()
    {
        var none = ScopeText.ReadKnown("", ScopeText.OfSystem);

        Assert.All("cruds", l => Assert.False(none.Allow("Patient", l) || none.AllowSome(l)));
    }
}
