using IzzyPS.Vehicles;

namespace IzzyPS;

/// <summary>
/// A vehicle of a dealer's stock, as it would be listed. Prices and descriptions may be changed in the pipeline. Its key (VIN,
/// configuration number) and its origin may not.
/// </summary>
/// <remarks>
/// The fields, their names in the file and in the API, and their units: <see cref="VehicleFields"/>.
/// Enumerations that are null were not given; <see cref="VehicleValidator"/> says which fields the API requires.
/// </remarks>
public sealed class Vehicle
{
    private readonly string? _vin;
    private string? _configurationNumber;
    private List<VehicleWarning>? _warnings;

    /// <summary>Makes a vehicle by hand.</summary>
    public Vehicle()
    {
    }

    /// <summary>Makes a vehicle that was read from a file, or from a payload that was sent before.</summary>
    /// <param name="vin">A VIN in its one form, or null.</param>
    /// <param name="configurationNumber">The partner's number of the configuration, or null.</param>
    /// <param name="file">The file, or null.</param>
    /// <param name="line">The physical line in the file, or 0.</param>
    internal Vehicle(string? vin, string? configurationNumber, VehicleSource? file = null, int line = 0)
    {
        _vin = vin;
        _configurationNumber = configurationNumber;
        File = file;
        Line = line;
    }

    /// <summary>The vehicle identification number in its one form (upper case, no spaces), or null for a car that is not built yet.</summary>
    /// <exception cref="ArgumentException">The new value is not a VIN.</exception>
    /// <exception cref="InvalidOperationException">It is set on a vehicle that was read from a file: PowerShell does not keep to <c>init</c>.</exception>
    public string? Vin
    {
        get => _vin;
        init => _vin = string.IsNullOrWhiteSpace(RefuseIfFromFile(value)) ? null
            : Vehicles.Vin.TryParse(value, out var vin) ? vin
            : throw new ArgumentException($"'{value}' is not a VIN: it has 17 characters of A-Z and 0-9, without I, O and Q.", nameof(value));
    }

    /// <summary>The partner's number of the configuration.</summary>
    /// <exception cref="InvalidOperationException">It is set on a vehicle that was read from a file: PowerShell does not keep to <c>init</c>.</exception>
    public string? ConfigurationNumber
    {
        get => _configurationNumber;
        init => _configurationNumber = RefuseIfFromFile(value);
    }

    /// <summary>Passenger or delivery.</summary>
    public Category? Category { get; set; }

    /// <summary>The make, as the partner writes it.</summary>
    public string? Make { get; set; }

    /// <summary>The model, as the partner writes it.</summary>
    public string? Model { get; set; }

    /// <summary>The year of manufacture.</summary>
    public int? ManufactureYear { get; set; }

    /// <summary>The mileage in km.</summary>
    public int? Mileage { get; set; }

    /// <summary>The engine's code; <c>-</c> where the partner has none.</summary>
    public string? EngineCode { get; set; }

    /// <summary>The engine's capacity in cm³.</summary>
    public decimal? CubicCapacity { get; set; }

    /// <summary>Seconds from 0 to 100 km/h; 0 where the partner has none.</summary>
    public decimal? Acceleration { get; set; }

    /// <summary>The fuel.</summary>
    public FuelType? FuelType { get; set; }

    /// <summary>The power in hp (KM).</summary>
    public int? Power { get; set; }

    /// <summary>The gearbox.</summary>
    public TransmissionType? TransmissionType { get; set; }

    /// <summary>The driven wheels.</summary>
    public DriveWheels? DriveWheels { get; set; }

    /// <summary>The body.</summary>
    public BodyType? Type { get; set; }

    /// <summary>Izzylease's class of the car.</summary>
    public CarClass? CarClass { get; set; }

    /// <summary>The number of doors; null where the file has 0 or nothing.</summary>
    public int? Doors { get; set; }

    /// <summary>The colour, as the partner writes it.</summary>
    public string? Color { get; set; }

    /// <summary>The first day on which the car is available.</summary>
    public DateOnly? AvailableFrom { get; set; }

    /// <summary>The day of the first registration.</summary>
    public DateOnly? FirstRegistrationDate { get; set; }

    /// <summary>The equipment and other text of the partner.</summary>
    public string? Description { get; set; }

    /// <summary>The catalogue price in PLN.</summary>
    public decimal? ListPrice { get; set; }

    /// <summary>The sales price in PLN.</summary>
    public decimal? SalesPrice { get; set; }

    /// <summary>The lowest price that the dealer would take, in PLN. The dealer's own field: it is never sent.</summary>
    public decimal? MiniPrice { get; set; }

    /// <summary>The showroom's id on Izzylease, or null for none.</summary>
    public Guid? LocationId { get; set; }

    /// <summary>The showroom's number as the partner has it. The dealer's own field: it is never sent.</summary>
    public string? LocationNumber { get; set; }

    /// <summary>The market segment, A–F. The dealer's own field: it is never sent, but it decides the car class.</summary>
    public string? Segment { get; set; }

    /// <summary>The licence plate. The dealer's own field: it is never sent.</summary>
    public string? RegistrationNumber { get; set; }

    /// <summary>What was assumed about this vehicle, or left out, because the file did not say it or could not be read there.</summary>
    public IReadOnlyList<VehicleWarning> Warnings => _warnings ?? (IReadOnlyList<VehicleWarning>)[];

    /// <summary>The file that the vehicle was read from, or null for a vehicle made by hand.</summary>
    public VehicleSource? File { get; }

    /// <summary>The physical line in <see cref="File"/> on which the vehicle's row starts, counted from 1; 0 for a vehicle made by hand.</summary>
    public int Line { get; }

    /// <summary>Where the vehicle comes from.</summary>
    public VehicleOrigin Origin => File?.GetOrigin(Line) ?? VehicleOrigin.Hand;

    /// <summary>The vehicle's key, or null where the vehicle has neither a VIN nor a configuration number.</summary>
    internal VehicleKey? Key => VehicleKey.TryCreate(Vin, ConfigurationNumber, out var key) ? key : null;

    /// <summary>
    /// The fields about which the row said nothing that can be used: the file lacks the column, the value can't be read, or a placeholder stands for
    /// the value. For a listed vehicle the value last sent stays. An empty field that is not unknown is emptied.
    /// </summary>
    internal FieldSet Unknown { get; private set; }

    /// <summary>The class that was inferred because the row gave none; null where the row gave a class.</summary>
    internal CarClass? InferredClass { get; private set; }

    /// <summary>Whether the vehicle is for sale.</summary>
    internal SaleStatus Status { get; set; }

    /// <summary>Whether the partner's word for the body was a coupe. The API has no value for it.</summary>
    internal bool IsCoupe { get; set; }

    /// <summary>Whether the partner's word for the body was a minivan. The API has no value for it.</summary>
    internal bool IsMinivan { get; set; }

    /// <summary>Returns the VIN or the configuration number, and the make and model.</summary>
    public override string ToString() => $"{Key?.Value ?? "(no key)"} {Make} {Model}".TrimEnd();

    private string? RefuseIfFromFile(string? value) => File is null
        ? value
        : throw new InvalidOperationException($"The VIN and the configuration number of {Key} come from {File} line {Line}. They identify the car and can't be changed.");

    internal void Warn(string code, VehicleField? field, string message) => (_warnings ??= new List<VehicleWarning>(1)).Add(new VehicleWarning(code, field, message));

    internal void MarkUnknown(FieldSet fields) => Unknown |= fields;

    /// <summary>Sets the class that follows from the other fields.</summary>
    internal void InferClass() => CarClass = InferredClass = CarClassRule.Infer(this, IsCoupe, IsMinivan);

    /// <summary>Returns a copy in which each unknown field has the value that was last sent.</summary>
    /// <param name="last">The vehicle as it was last sent.</param>
    internal Vehicle FillUnknown(Vehicle last)
    {
        var filled = (Vehicle)MemberwiseClone();
        filled._warnings = _warnings is null ? null : [.. _warnings];
        UnknownFields.Fill(filled, last);
        return filled;
    }

    /// <summary>Returns a copy in which some fields have the values that were last sent, whatever the row says.</summary>
    /// <param name="fields">The fields.</param>
    /// <param name="last">The vehicle as it was last sent.</param>
    internal Vehicle KeepLast(FieldSet fields, Vehicle last)
    {
        var kept = (Vehicle)MemberwiseClone();
        kept.MarkUnknown(fields);
        return kept.FillUnknown(last);
    }

    /// <summary>Sets one unknown field to the value that was last sent, and removes the warnings about the placeholder that it replaces.</summary>
    internal void Fill(VehicleField field, Vehicle last)
    {
        if (field.Name == nameof(ConfigurationNumber))
            _configurationNumber = last._configurationNumber;
        else
            field.Copy(last, this);
        Unknown = Unknown.Without(field);
        _warnings?.RemoveAll(warning => warning.Field == field && WarningCode.IsPlaceholder(warning.Code));
    }
}
