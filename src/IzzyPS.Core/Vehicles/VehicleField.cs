using System.Text.Json;
using IzzyPS.Vehicles;

namespace IzzyPS;

/// <summary>
/// Describes one field of a vehicle: one line of <see cref="VehicleFields"/>. The reader, the payload, the comparison, the reports and the help use
/// this description.
/// </summary>
public abstract class VehicleField
{
    private protected VehicleField(string csvName, string? apiName, FieldKind kind, bool required, string? unit)
    {
        CsvName = csvName;
        ApiName = apiName;
        Kind = kind;
        IsRequired = required;
        Unit = unit;
        Name = DeriveName(csvName);
        (ApiObject, ApiProperty) = apiName?.Split('.') is [var parent, var child] ? (parent, child) : (null, apiName);
    }

    /// <summary>The name of the property of <see cref="Vehicle"/>.</summary>
    public string Name { get; }

    /// <summary>The column's name in the partner's file.</summary>
    public string CsvName { get; }

    /// <summary>The name in the API's car, for example <c>pricing.salesPrice</c> for a nested field; null for the dealer's own fields.</summary>
    public string? ApiName { get; }

    /// <summary>The kind of value that the field holds.</summary>
    public FieldKind Kind { get; }

    /// <summary>Whether the API requires the field.</summary>
    public bool IsRequired { get; }

    /// <summary>Whether a row may lack the value. The API requires an engine code and an acceleration, but partners often have none; a placeholder is listed.</summary>
    internal bool IsOptional => !IsRequired || Name is nameof(Vehicle.EngineCode) or nameof(Vehicle.Acceleration);

    /// <summary>The unit (PLN, km, cm³, hp, s), or null.</summary>
    public string? Unit { get; }

    /// <summary>Whether the field is one of the two prices that are sent.</summary>
    public bool IsPrice => Kind == FieldKind.Money && ApiName is not null;

    /// <summary>The field's place in <see cref="VehicleFields.All"/>.</summary>
    internal int Index { get; set; }

    internal string? ApiObject { get; }

    internal string? ApiProperty { get; }

    /// <summary>Gets the field's value from a vehicle, or null.</summary>
    public abstract object? Get(Vehicle vehicle);

    /// <summary>Whether the vehicle has no value, or an empty text.</summary>
    internal abstract bool IsEmpty(Vehicle vehicle);

    /// <summary>Writes the value in the API's form; JSON null where the vehicle has no value.</summary>
    internal abstract void Write(JsonText json, Vehicle vehicle);

    /// <summary>Reads a value that <see cref="Write"/> wrote, and sets it on a vehicle.</summary>
    internal abstract void Load(Vehicle vehicle, JsonElement json);

    /// <summary>Copies the value of one vehicle to another. A field of the vehicle's key is not copied.</summary>
    internal abstract void Copy(Vehicle from, Vehicle to);

    /// <summary>Returns the name.</summary>
    public override string ToString() => Name;

    private static string DeriveName(string csvName) =>
        csvName switch
        {
            "locationId" => nameof(Vehicle.LocationId),
            _ when csvName.LastIndexOf('_') is >= 0 and var at => Capitalize(csvName[(at + 1)..]),
            _ => Capitalize(csvName),
        };

    private static string Capitalize(string name) => char.ToUpperInvariant(name[0]) + name[1..];
}

/// <summary>A field of one type, with its accessors.</summary>
/// <typeparam name="T">The value's type.</typeparam>
internal sealed class VehicleField<T> : VehicleField
{
    private readonly Func<Vehicle, T?> _get;
    private readonly Action<Vehicle, T?>? _set;
    private readonly Action<JsonText, T> _write;
    private readonly Func<JsonElement, T?> _read;

    internal VehicleField(
        string csvName,
        string? apiName,
        FieldKind kind,
        Func<Vehicle, T?> get,
        Action<Vehicle, T?>? set,
        Action<JsonText, T> write,
        Func<JsonElement, T?> read,
        bool required,
        string? unit)
        : base(csvName, apiName, kind, required, unit)
    {
        _get = get;
        _set = set;
        _write = write;
        _read = read;
    }

    /// <summary>Sets the value on a vehicle.</summary>
    /// <exception cref="InvalidOperationException">The field belongs to the vehicle's key.</exception>
    internal void Set(Vehicle vehicle, T? value) =>
        (_set ?? throw new InvalidOperationException($"{Name} belongs to the vehicle's key and can't be changed."))(vehicle, value);

    public override object? Get(Vehicle vehicle) => _get(vehicle);

    internal override bool IsEmpty(Vehicle vehicle) => _get(vehicle) is not { } value || value is string { Length: 0 };

    internal override void Write(JsonText json, Vehicle vehicle)
    {
        var value = _get(vehicle);
        if (value is null)
            json.WriteRaw("null"u8);
        else
            _write(json, value);
    }

    internal override void Copy(Vehicle from, Vehicle to) => _set?.Invoke(to, _get(from));

    internal override void Load(Vehicle vehicle, JsonElement json)
    {
        if (_set is not null)
            _set(vehicle, json.ValueKind == JsonValueKind.Null ? default : _read(json));
    }
}
