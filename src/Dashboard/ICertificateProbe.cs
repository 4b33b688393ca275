namespace IntegrationHub.Dashboard;

/// <summary>Knows the certificates this process uses or trusts. The host registers one.</summary>
public interface ICertificateProbe
{
    /// <summary>As they were at the last look.</summary>
    IReadOnlyList<CertificateDays> Certificates { get; }
}

/// <summary>One certificate and how long it is good.</summary>
/// <param name="Name">Where it is used, e.g. <c>http</c> or <c>channel county-lis</c>; never patient data.</param>
/// <param name="NotAfter">Its end, UTC.</param>
public sealed record CertificateDays(string Name, DateTimeOffset NotAfter)
{
    /// <summary>Days left from which somebody should renew it.</summary>
    public const int Soon = 30;

    /// <summary>Days left from which it is urgent.</summary>
    public const int Urgent = 7;

    /// <summary>Whole days left; negative when it has expired.</summary>
    public int DaysLeft(DateTimeOffset now) => (int)Math.Floor((NotAfter - now).TotalDays);
}
